"""Puts a backup in the place of the desk: looked through beside it, then swapped in one step.

Whatever was there stays beside it under another name; a process that dies on the way leaves
the old desk or the new one, never a half.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from devcraft.backups import checking, desks, leftovers
from devcraft.backups.checking import Opened
from devcraft.backups.manifest import ENGINES, MEDIA, Manifest
from devcraft.backups.refusals import CannotRestore
from devcraft.backups.sealing import Trust

PREFIX = ".restoring-"


def restore(
    archive: Path,
    *,
    now: datetime,
    trust: Trust,
    identity: Path | None = None,
    is_dry: bool = False,
) -> tuple[Opened, str | None]:
    """Let the desk be what ARCHIVE holds; what it says, and where the desk of before lies.

    Raises CannotRestore and BadBackup.
    """
    folder = desks.here().folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with leftovers.workplace(folder, PREFIX) as work:
            opened = checking.unpack(archive, work, trust=trust, identity=identity)
            return opened, _restored(opened.told, work, now=now, is_dry=is_dry)
    except OSError as error:
        raise CannotRestore(f"{folder} cannot be written: {error.strerror or error}.") from error


def _restored(told: Manifest, work: Path, *, now: datetime, is_dry: bool) -> str | None:
    desk = desks.here()
    refuse_others(told)
    desk.refuse_use()
    if is_dry:
        return None
    before: str | None = desk.replace(
        work / told.database, told, now=now, bring_media=lambda: _bring_media(work / MEDIA)
    )
    return before


def refuse_others(told: Manifest) -> None:
    """Raises CannotRestore for another kind of database and for a newer Devcraft."""
    if told.engine != connection.vendor:
        raise CannotRestore(
            f"The backup is of a desk on {ENGINES[told.engine]}, and DATABASE_URL names one on "
            f"{ENGINES[connection.vendor]}."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted({*told.facts.migrations} - known):
        raise CannotRestore(
            f"The backup is of a newer Devcraft: it has {newer[0]}. Update this one first."
        )


def _bring_media(folder: Path) -> None:
    """Add the files of FOLDER that are not here. They are named by what they hold."""
    root = Path(settings.MEDIA_ROOT)
    for half in root.rglob(f"{leftovers.COPYING}*"):
        half.unlink()
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        place = root / path.relative_to(folder)
        if path.is_file() and not place.exists():
            leftovers.copy(path, place)
