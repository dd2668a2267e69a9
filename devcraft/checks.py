"""System checks: the SQLite library, the triggers, the data folder, the ways out."""

import os
import stat
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.recorder import MigrationRecorder

from devcraft import sqlite, triggers


def linked_sqlite(**kwargs: Any) -> list[CheckMessage]:
    """Refuse WAL on a library with the WAL-reset race; mention the fallback."""
    if connections[DEFAULT_DB_ALIAS].vendor != "sqlite":
        return []
    version = sqlite.linked_version()
    return judge_sqlite(version, _configured_journal_mode())


def judge_sqlite(version: tuple[int, int, int], journal_mode: str) -> list[CheckMessage]:
    if sqlite.has_safe_wal(version):
        return []
    name = ".".join(str(part) for part in version)
    if journal_mode == "WAL":
        return [
            Error(
                f"SQLite {name} can lose committed rows in WAL mode.",
                hint="Install the bundled library with `make install` (pysqlite3), "
                "or use SQLite 3.51.3 or newer.",
                id="devcraft.E001",
            )
        ]
    return [
        Warning(
            f"SQLite {name} is unsafe in WAL mode, so the slower rollback journal is used.",
            hint="`make install` brings a newer library where a wheel exists.",
            id="devcraft.W001",
        )
    ]


def _configured_journal_mode() -> str:
    options = connections[DEFAULT_DB_ALIAS].settings_dict["OPTIONS"]
    return "WAL" if "journal_mode=WAL" in options.get("init_command", "") else "DELETE"


def triggers_present(
    *, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Name the triggers that a table rebuild or a hand has dropped."""
    messages: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if not MigrationRecorder(connection).has_table():
            continue
        messages += [
            Error(
                f"Trigger {trigger.name} is missing from table {trigger.table}.",
                hint="`manage.py migrate` restores it.",
                id="devcraft.E002",
            )
            for trigger in triggers.missing(connection)
        ]
    return messages


def outbound_exceptions(**kwargs: Any) -> list[CheckMessage]:
    """Say at every start which origins of this network agents may ask."""
    return [
        Info(f"Agents may ask {origin} (OUTBOUND_ALLOWED).", id="devcraft.I001")
        for origin in settings.OUTBOUND_ALLOWED
    ]


def private_data_folder(**kwargs: Any) -> list[CheckMessage]:
    """Warn when other accounts of this machine can read the data."""
    if os.name != "posix" or not settings.DATA_DIR.exists():
        return []
    mode = stat.S_IMODE(settings.DATA_DIR.stat().st_mode)
    if mode & 0o077:
        return [
            Warning(
                f"Other accounts on this machine can read {settings.DATA_DIR}.",
                hint=f"chmod 700 {settings.DATA_DIR}",
                id="devcraft.W002",
            )
        ]
    return []
