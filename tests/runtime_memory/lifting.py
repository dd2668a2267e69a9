"""Takes triggers away for a moment, as somebody who owns the database can."""

from __future__ import annotations

from contextlib import contextmanager

from django.db import connection

from devcraft import triggers
from tests.devcraft.guarded import sql


@contextmanager
def without_guards(names=()):
    """Lift the triggers NAMES, or all; PostgreSQL wants deferred keys checked before."""
    connection.check_constraints()
    for trigger in triggers.expected(connection):
        if not names or trigger.name in names:
            sql(triggers.drop_sql(trigger, connection.vendor))
    yield
    connection.check_constraints()
    triggers.restore(connection)
