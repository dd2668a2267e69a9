"""How long a post waits for a database that others write to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.db import InterfaceError, OperationalError, connection, transaction

from agents.otlp import turns
from agents.otlp.refusing import Unacceptable

WAIT_MS = 4000
"""Exporters give up after ten seconds."""
RETRY_AFTER = 2
BUSY = "The database is busy; send this again."


@contextmanager
def patiently() -> Iterator[None]:
    """Raises Unacceptable when the database is held by others for long, or out of reach."""
    try:
        with _short_wait():
            yield
    except (OperationalError, InterfaceError) as error:
        raise Unacceptable(503, BUSY, retry_after=RETRY_AFTER) from error


@contextmanager
def in_turn() -> Iterator[None]:
    """A transaction that waits WAIT_MS for the locks of others. Raises Unacceptable."""
    with _queue(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {WAIT_MS}")
        yield


@contextmanager
def _queue() -> Iterator[None]:
    """The turn of this post among those that write to a file of SQLite."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    database = str(connection.settings_dict["NAME"])
    with ExitStack() as stack:
        try:
            stack.enter_context(turns.turn(Path(f"{database}-turn"), within=WAIT_MS / 1000))
        except turns.TurnLost as error:
            raise Unacceptable(503, BUSY, retry_after=RETRY_AFTER) from error
        yield


@contextmanager
def _short_wait() -> Iterator[None]:
    """On SQLite the wait for the one writer is the connection's; it is put back after."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    usual = round(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    _busy_timeout(WAIT_MS)
    try:
        yield
    finally:
        _busy_timeout(usual)


def _busy_timeout(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
