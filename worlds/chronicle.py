"""Writes a world's history."""

from __future__ import annotations

from datetime import datetime

from worlds.authors import Author
from worlds.models import World, WorldChange, WorldChangeKind


def note(
    world: World, kind: WorldChangeKind, author: Author, *, now: datetime, words: str = ""
) -> WorldChange:
    return WorldChange.objects.create(
        world=world,
        at=now,
        kind=kind,
        author=author.name,
        author_id_here=author.user.pk,
        revision=world.revision,
        words=words[:500],
    )
