"""No governed act while a trigger that guards it is missing."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from devcraft import triggers
from devcraft.refusing import Kind, Refused

APP = "runtime_memory"


def require() -> None:
    """Raises Refused when a guard of runtime memory is gone; `manage.py migrate` restores it."""
    if lost := triggers.absent(connection, _expected(connection.alias, _applied())):
        rule = f"are not all there ({lost[0].name} is missing), so nothing is decided;"
        raise Refused("guards", f"{rule} manage.py migrate restores them", Kind.UNSAFE)


def _applied() -> int:
    """How many of our migrations have run: the key under which the guards are remembered."""
    return MigrationRecorder.Migration.objects.filter(app=APP).count()


@cache
def _expected(alias: str, applied: int) -> tuple[triggers.Trigger, ...]:
    return tuple(triggers.expected(connection, app=APP))
