"""A desk on SQLite: copied as one moment of its file, put back by one rename."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from devcraft.backups import leftovers, looking, settling
from devcraft.backups.manifest import Facts, Manifest
from devcraft.backups.refusals import CannotBackUp, CannotRestore

NAME = "devcraft.sqlite3"
"""The file of a desk in its DATA_DIR, unless DATABASE_URL says otherwise."""


def copy(place: Path) -> Facts:
    """All pages of one moment, however many write meanwhile; in one go, as a copy in steps
    begins anew with every write. Raises CannotBackUp.
    """
    try:
        connection.ensure_connection()
        beside = sqlite3.connect(place)
        try:
            connection.connection.backup(beside, pages=-1)
            beside.execute("PRAGMA journal_mode=DELETE")
        finally:
            beside.close()
    except (sqlite3.Error, DatabaseError) as error:
        raise CannotBackUp(f"The database cannot be copied: {error}.") from error
    return looking.facts_of(place)


def folder() -> Path:
    """Where a copy is made ready: beside the desk, so that one rename swaps them."""
    return _target().parent


def refuse_use() -> None:
    """Raises CannotRestore while anybody has the desk open."""
    _let_go(_target())


def replace(
    fresh: Path, told: Manifest, *, now: datetime, bring_media: Callable[[], None]
) -> str | None:
    """Let FRESH, brought up to date, be the desk; where the desk of before lies.

    Raises CannotRestore.
    """
    target = _target()
    settling.settle(f"sqlite:///{fresh}", told, left=_chain(target))
    fold(fresh)
    bring_media()
    before = _swap(fresh, target, now)
    return str(before) if before else None


def _target() -> Path:
    return Path(str(settings.DATABASES["default"]["NAME"]))


def _let_go(target: Path, *, is_last: bool = False) -> None:
    """Make sure that nobody has TARGET open, and fold its log into it when IS_LAST.

    One that is damaged beyond reading is let go as it is. Raises CannotRestore.
    """
    connection.close()
    if not target.exists():
        return
    alone = sqlite3.connect(target, timeout=0, isolation_level=None)
    try:
        alone.execute("PRAGMA locking_mode=EXCLUSIVE")
        alone.execute("BEGIN EXCLUSIVE")
        alone.execute("COMMIT")
        if is_last:
            alone.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise CannotRestore(
            f"{target.name} is in use ({error}); stop the site and its workers first."
        ) from error
    except sqlite3.DatabaseError:
        return
    finally:
        alone.close()


def _chain(target: Path) -> list[Any]:
    """The last line of the desk that goes, as [seq, hash]; nothing when it cannot be read."""
    if not target.exists():
        return []
    old = sqlite3.connect(f"{target.resolve().as_uri()}?mode=ro", uri=True)
    try:
        return list(old.execute(looking.CHAIN).fetchone() or ())
    except sqlite3.Error:
        return []
    finally:
        old.close()


def fold(database: Path) -> None:
    """Leave nothing of DATABASE beside its file."""
    folded = sqlite3.connect(database)
    folded.execute("PRAGMA journal_mode=DELETE")
    folded.close()


def _swap(fresh: Path, target: Path, now: datetime) -> Path | None:
    """FRESH in the place of TARGET, which keeps a second name; where that is."""
    leftovers.settle_file(fresh)
    _let_go(target, is_last=True)
    before = _kept(target, now) if target.exists() else None
    for end in ("-wal", "-journal"):
        if Path(f"{target}{end}").exists():
            os.replace(f"{target}{end}", f"{before or fresh}{end}")
    Path(f"{target}-shm").unlink(missing_ok=True)
    os.replace(fresh, target)
    leftovers.settle(target.parent)
    return before


def _kept(target: Path, now: datetime) -> Path:
    """A second name of TARGET that no run has given before."""
    stem, number = f"pre-restore-{now:%Y%m%dT%H%M%S}", 1
    before = target.with_name(f"{stem}-{target.name}")
    while before.exists():
        number += 1
        before = target.with_name(f"{stem}-{number}-{target.name}")
    os.link(target, before)
    return before
