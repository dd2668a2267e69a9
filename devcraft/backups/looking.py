"""Reads a database file that nobody writes: is it whole, and what does it hold."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

from devcraft.backups.manifest import BadBackup, Facts

CHAIN = "SELECT seq, row_hash FROM runtime_memory_chainentry ORDER BY seq DESC LIMIT 1"
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"
TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
)
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"


def facts_of(path: Path) -> Facts:
    """What the database at PATH holds. Raises BadBackup when it is damaged."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            return _read(connection)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise BadBackup(f"The database in it cannot be read: {error}.") from error


def _read(connection: sqlite3.Connection) -> Facts:
    verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise BadBackup(f"The database in it is damaged: {str(verdict).splitlines()[0]}.")
    if loose := connection.execute("PRAGMA foreign_key_check").fetchone():
        raise BadBackup(f"A row of {loose[0]} in it points at a row of {loose[2]} that is gone.")
    tables = [name for (name,) in connection.execute(TABLES)]
    guards = hashlib.sha256(repr(list(connection.execute(TRIGGERS))).encode())
    return Facts(
        counts={name: _count(connection, name) for name in tables},
        migrations=[f"{app}.{name}" for app, name in connection.execute(MIGRATIONS)],
        triggers=guards.hexdigest(),
        chain=list(connection.execute(CHAIN).fetchone() or ()),
    )


def _count(connection: sqlite3.Connection, table: str) -> int:
    name = table.replace('"', '""')
    found: int = connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]  # noqa: S608 -- quoted
    return found
