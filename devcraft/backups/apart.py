"""Puts a backup into a folder of its own: a desk apart, while the one that is there goes on."""

from __future__ import annotations

import os
from pathlib import Path

from devcraft.backups import checking, leftovers, restoring, settling, sqlite_desk
from devcraft.backups.checking import Opened
from devcraft.backups.manifest import MEDIA
from devcraft.backups.refusals import CannotRestore
from devcraft.backups.sealing import Trust


def restore(archive: Path, folder: Path, *, trust: Trust, identity: Path | None = None) -> Opened:
    """Make FOLDER, which must be empty or not there, the DATA_DIR of what ARCHIVE holds.

    It appears whole or not at all. Raises CannotRestore and BadBackup.
    """
    try:
        if folder.exists() and any(folder.iterdir()):
            raise CannotRestore(f"{folder} is not empty; name a new folder.")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with leftovers.workplace(folder.parent, restoring.PREFIX) as work:
            opened = checking.unpack(archive, work, trust=trust, identity=identity)
            _move(_desk_of(opened, work), folder)
    except OSError as error:
        raise CannotRestore(f"{folder} cannot be written: {error.strerror or error}.") from error
    return opened


def _desk_of(opened: Opened, work: Path) -> Path:
    """A folder in WORK that holds the desk, brought up to date, and nothing else."""
    restoring.refuse_others(opened.told)
    if opened.told.engine != "sqlite":
        raise CannotRestore(
            "A folder holds a desk on SQLite. Name another database in DATABASE_URL and restore"
            " into that, without --to."
        )
    desk = work / "desk"
    desk.mkdir()
    place = desk / sqlite_desk.NAME
    os.replace(work / opened.told.database, place)
    settling.settle(f"sqlite:///{place}", opened.told, left=[])
    sqlite_desk.fold(place)
    leftovers.settle_file(place)
    if (work / MEDIA).is_dir():
        os.replace(work / MEDIA, desk / MEDIA)
    return desk


def _move(desk: Path, folder: Path) -> None:
    os.replace(desk, folder)
    leftovers.settle(folder.parent)
