"""Brings world files in, each of them once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from django.db import transaction

from devcraft.models import User
from worlds import icons, saving
from worlds.models import World
from worlds.models.worlds import ICON_LENGTH, NAME_LENGTH
from worlds.state import Export, label

UNNAMED = "Imported world"


@dataclass(frozen=True)
class Imported:
    """What became of a file: its world, and whether this made it."""

    world: World
    is_new: bool


@transaction.atomic
def bring_in(*, owner: User, export: Export, file_name: str, now: datetime) -> Imported:
    """A private world with the file's state; the same state imported before is found again."""
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    digest = export.state.digest
    earlier = World.objects.visible_to(owner).kept().filter(imported_digest=digest).first()
    if earlier is not None:
        return Imported(earlier, is_new=False)
    name = export.name or name_of(file_name)
    icon = export.icon if len(export.icon) <= ICON_LENGTH and icons.is_symbol(export.icon) else ""
    world = saving.create(
        owner=owner, name=name[:NAME_LENGTH], icon=icon, incoming=export.state, now=now
    )
    World.objects.filter(pk=world.pk).update(imported_digest=digest)
    return Imported(world, is_new=True)


def name_of(file_name: str) -> str:
    """A world's name out of a file's: `forge-default.world.json` is Forge default."""
    stem = label(PurePath(file_name).name.split(".")[0].replace("-", " ").replace("_", " "))
    return (stem[:1].upper() + stem[1:]) or UNNAMED
