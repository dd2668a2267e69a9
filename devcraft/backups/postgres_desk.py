"""A desk on PostgreSQL: dumped as one snapshot, put back beside it and swapped by name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import psycopg
from django.conf import settings
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import sql

from devcraft import environment
from devcraft.backups import dumps, looking, settling
from devcraft.backups.dumps import NoProgram
from devcraft.backups.manifest import BadBackup, Facts, Manifest
from devcraft.backups.refusals import CannotBackUp, CannotRestore

LONGEST_NAME = 63
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
TRIGGERS = """\
SELECT relname, tgname, tgenabled::text, prosrc FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE NOT tgisinternal AND nspname = current_schema()"""
OTHERS = (
    "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
)
EXISTS = "SELECT 1 FROM pg_database WHERE datname = %s"


def copy(place: Path) -> Facts:
    """What one snapshot shows, as dump and as facts. Raises CannotBackUp."""
    try:
        with _connected(_name()) as desk:
            desk.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            snapshot = str(_one(desk, "SELECT pg_export_snapshot()"))
            dumps.dump(place, snapshot=snapshot, server=desk.info.server_version // 10_000)
            dumps.look(place)
            return facts_of(desk)
    except (psycopg.Error, NoProgram) as error:
        raise CannotBackUp(f"The database cannot be copied: {_first_line(error)}") from error


def facts_of(desk: psycopg.Connection[Any]) -> Facts:
    """What the database of the connection DESK holds."""
    tables = [name for (name,) in desk.execute(TABLES)]
    counting = sql.SQL("SELECT COUNT(*) FROM {}")
    guards = hashlib.sha256(repr(sorted(desk.execute(TRIGGERS))).encode())
    return Facts(
        counts={name: _one(desk, counting.format(sql.Identifier(name))) for name in tables},
        migrations=sorted(f"{app}.{name}" for app, name in desk.execute(looking.MIGRATIONS)),
        triggers=guards.hexdigest(),
        chain=_chain(desk),
    )


def folder() -> Path:
    """Where an archive is unpacked."""
    place: Path = settings.DATA_DIR
    return place


def refuse_use() -> None:
    """Raises CannotRestore while anybody else is connected to the desk."""
    with _server() as server:
        _refuse_use(server)


def replace(
    fresh: Path, told: Manifest, *, now: datetime, bring_media: Callable[[], None]
) -> str | None:
    """Let the dump FRESH, loaded and brought up to date, be the desk; the name that the desk
    of before has from then on. Raises CannotRestore, BadBackup.
    """
    beside, left = _named("_restoring"), _left()
    with _server() as server:
        _create(server, beside)
        try:
            _load(fresh, beside, told)
            settling.settle(environment.database_named(beside), told, left=left)
            bring_media()
            return _swap(server, beside, now)
        finally:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(beside)))


def _create(server: psycopg.Connection[Any], name: str) -> None:
    """An empty database NAME; one that a killed run has left goes."""
    place = sql.Identifier(name)
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(place))
    try:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(place))
    except psycopg.errors.InsufficientPrivilege as error:
        user = settings.DATABASES["default"]["USER"]
        raise CannotRestore(
            f"{user} may not make a database to restore into: ALTER ROLE {user} CREATEDB lets it."
        ) from error


def _load(fresh: Path, beside: str, told: Manifest) -> None:
    try:
        dumps.load(fresh, beside)
        with _connected(beside) as desk:
            found = facts_of(desk)
    except (psycopg.Error, NoProgram) as error:
        raise CannotRestore(f"The dump cannot be loaded: {_first_line(error)}") from error
    if found != told.facts:
        raise BadBackup("The database in it holds something else than its manifest says.")


def _refuse_use(server: psycopg.Connection[Any]) -> None:
    if count := _one(server, OTHERS, _name()):
        raise CannotRestore(
            f"{_name()} is in use by {count} connections; stop the site and its workers first."
        )


def _swap(server: psycopg.Connection[Any], fresh: str, now: datetime) -> str | None:
    """FRESH under the name of the desk, and the desk under another, in one transaction."""
    _refuse_use(server)
    before = _named(f"_before_{now:%Y%m%dt%H%M%S}")
    renaming = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    target = sql.Identifier(_name())
    with server.transaction():
        is_there = _one(server, EXISTS, _name())
        if is_there:
            server.execute(renaming.format(target, sql.Identifier(before)))
        server.execute(renaming.format(sql.Identifier(fresh), target))
    return before if is_there else None


def _left() -> list[Any]:
    """The last line of the desk that goes, as [seq, hash]; nothing when it cannot be asked."""
    try:
        with _connected(_name()) as desk:
            return _chain(desk)
    except psycopg.Error:
        return []


def _chain(desk: psycopg.Connection[Any]) -> list[Any]:
    return list(desk.execute(looking.CHAIN).fetchone() or ())


def _name() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def _named(ending: str) -> str:
    return f"{_name()[: LONGEST_NAME - len(ending)]}{ending}"


@contextmanager
def _server() -> Iterator[psycopg.Connection[Any]]:
    """The server beside its databases; our own connection to the desk is closed.

    Raises CannotRestore.
    """
    connections.close_all()
    cast("DatabaseWrapper", connections["default"]).close_pool()
    try:
        with _connected("postgres", autocommit=True) as server:
            yield server
    except psycopg.Error as error:
        raise CannotRestore(f"PostgreSQL says: {_first_line(error)}") from error


def _connected(name: str, *, autocommit: bool = False) -> psycopg.Connection[Any]:
    told = settings.DATABASES["default"]
    known = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {word: str(told[key]) for word, key in known.items() if told.get(key)}
    return psycopg.connect(
        psycopg.conninfo.make_conninfo(dbname=name, **given), autocommit=autocommit
    )


def _one(desk: psycopg.Connection[Any], query: Any, *values: Any) -> Any:
    row = desk.execute(query, values or None).fetchone()
    return row[0] if row else None


def _first_line(error: Exception) -> str:
    return f"{str(error).strip().splitlines()[0].rstrip('.')}."
