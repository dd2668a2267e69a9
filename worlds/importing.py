"""Brings world files in, each of them once."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath

from django.db import transaction

from devcraft.models import User
from devcraft.strict_json import MOST_BYTES
from worlds import curating, icons, saving, state, storing
from worlds.authors import Author
from worlds.models import World
from worlds.models.worlds import ICON_LENGTH, NAME_LENGTH
from worlds.state import Export, label

UNNAMED = "Imported world"


class BadFile(ValueError):
    """The file is no world's; the text is one sentence that says why."""


@dataclass(frozen=True)
class Imported:
    """What became of a file: its world, and whether this made it."""

    world: World
    is_new: bool


def read_file(path: Path) -> Export:
    """The world in the file at PATH, which is measured before it is read. Raises BadFile."""
    try:
        return state.read_export(_bytes_of(path))
    except state.BadState as error:
        raise BadFile(str(error)) from error


def _bytes_of(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise BadFile("It is not a file.")
        if found.st_size > MOST_BYTES:
            raise BadFile(
                f"It is {found.st_size / 2**20:,.1f} MB;"
                f" a world may be {MOST_BYTES // 2**20} MB at most."
            )
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadFile(f"It cannot be read: {error.strerror}.") from error


@transaction.atomic
def bring_in(*, owner: User, export: Export, file_name: str, now: datetime) -> Imported:
    """A private world with the file's state; one imported before under this name is found."""
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    name = export.name or name_of(file_name)
    digest = storing.mark_of(name, export.state)
    earlier = World.objects.visible_to(owner).kept().filter(imported_digest=digest).first()
    if earlier is not None:
        return Imported(earlier, is_new=False)
    icon = export.icon if len(export.icon) <= ICON_LENGTH and icons.is_symbol(export.icon) else ""
    world = saving.create(
        owner=owner, name=name[:NAME_LENGTH], icon=icon, incoming=export.state, now=now
    )
    World.objects.filter(pk=world.pk).update(imported_digest=digest)
    if export.tags:
        world = curating.describe(
            world=world,
            name=world.name,
            icon=world.icon,
            tags=export.tags,
            author=Author(owner),
            now=now,
        )
    return Imported(world, is_new=True)


def name_of(file_name: str) -> str:
    """A world's name out of a file's: `forge-default.world.json` is Forge default."""
    stem = label(PurePath(file_name).name.split(".")[0].replace("-", " ").replace("_", " "))
    return (stem[:1].upper() + stem[1:]) or UNNAMED
