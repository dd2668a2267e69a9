"""Worlds and states by hand, a word for each thing in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from worlds import saving, state
from worlds.authors import Author
from worlds.models import World, WorldSnapshot, WorldState

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def spelled(*names, **keys):
    """The bytes of a state with a placement for each of NAMES."""
    things = [{"id": name, "name": name, "position": [0, 0, 0]} for name in names]
    return json.dumps({"version": 1, "catalogPlacements": things} | keys).encode()


def content(*names, **keys):
    return state.read(spelled(*names, **keys))


def crowd(count, **keys):
    return content(*[f"thing-{number}" for number in range(count)], **keys)


def made(owner, *names, now=NOW, **keys):
    """A world of OWNER's at revision 1 with NAMES in it."""
    return saving.create(owner=owner, name="Forge", now=now, incoming=content(*names, **keys))


def save(world, *names, by=None, at=NOW, base=None, **options):
    """Save NAMES into WORLD by its owner, over the revision it has."""
    stored = fresh(world)
    return saving.save(
        world=stored,
        incoming=content(*names),
        base_revision=stored.revision if base is None else base,
        author=by if isinstance(by, Author) else Author(by or stored.owner),
        now=at,
        **options,
    )


def fresh(world):
    return World.objects.select_related("state", "owner").get(pk=world.pk)


def names_in(held):
    """What a world or a snapshot holds, as the words it was made of."""
    return [thing.name for thing in held.state.read().things]


def now_in(world):
    return names_in(fresh(world))


def kept(world):
    """(reason, is it pinned, what it holds) of each snapshot of WORLD, oldest first."""
    rows = WorldSnapshot.objects.filter(world=world).select_related("state")
    return [
        (row.reason, row.is_pinned, " ".join(names_in(row)))
        for row in rows.order_by("created_at", "id")
    ]


def is_every_state_held():
    states = WorldState.objects.all()
    return not states.filter(worlds=None, snapshots=None, pending_saves=None).exists()
