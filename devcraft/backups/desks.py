"""The databases that a desk can live in, each as a module of what backups ask of it."""

from __future__ import annotations

from types import ModuleType

from django.db import connection

from devcraft.backups import postgres_desk, sqlite_desk

DESKS = {"sqlite": sqlite_desk, "postgresql": postgres_desk}


def here() -> ModuleType:
    return DESKS[connection.vendor]
