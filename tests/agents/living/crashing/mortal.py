"""A crash without a process: from one statement on, nothing of this worker reaches the database.

Far faster than a fork, and all that a state machine needs; real signals are sent elsewhere.
"""

from __future__ import annotations

from contextlib import contextmanager

from django.db import connection

ROLLS_BACK = ("ROLLBACK TO", "RELEASE")


class Crash(BaseException):
    """Passes everything that catches errors, as a kill does."""


class Mortal:
    """Dies before statement number AT; after that only what undoes its transactions passes."""

    def __init__(self, at):
        self.left, self.is_dead = at, False

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        self.is_dead = self.is_dead or self.left == 0
        if self.is_dead and not sql.startswith(ROLLS_BACK):
            raise Crash
        return execute(sql, params, many, context)


@contextmanager
def mortal(at):
    """Whatever happens inside ends before statement number AT; 0 is never."""
    try:
        with connection.execute_wrapper(Mortal(at)):
            yield
    except Crash:
        return


class Deadly:
    """A provider that takes its worker along."""

    def reply(self, told, offered, asking):
        raise Crash
