"""Worlds: which there are, and what stands in one."""

from __future__ import annotations

import json
from typing import Any

from agents.living.acting.acts import Acting, act, several, text
from agents.living.acting.serving import owner_of
from devcraft import keyset
from devcraft.refusing import Kind, Refused
from worlds import access, gallery, state
from worlds.access import Deed
from worlds.gallery import Tab, Wish
from worlds.models import World
from worlds.state import State, Thing

MOST_LISTED = 50
MOST_VALUES = 4_000
NEWEST = keyset.Order("state_saved_at")


def _list(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    owner = owner_of(acting)
    wish = Wish(tab=Tab(args.get("tab", Tab.MINE)), words=args.get("words", ""))
    page = keyset.paginate(
        [gallery.worlds(owner, wish)],
        order=NEWEST,
        before="",
        after=args.get("after", ""),
        size=int(args.get("limit", 20)),
    )
    return {"worlds": [_line(world, acting) for world in page.rows], "next": page.older}


def _line(world: World, acting: Acting) -> dict[str, Any]:
    is_own = world.owner_id == owner_of(acting).pk
    return {
        "id": world.pk if is_own else world.share_id,
        "name": world.name,
        "visibility": world.visibility,
        "revision": world.revision,
        "objects": world.object_count,
        "maySave": access.may(owner_of(acting), world, Deed.SAVE),
    }


def _read(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    world = named(args["worldId"], acting, Deed.READ)
    held = content(world)
    found = [thing for thing in held.things if _is_wanted(thing, args)]
    skip, limit = int(args.get("skip", 0)), int(args.get("limit", MOST_LISTED))
    return {
        **_line(world, acting),
        "sky": held.sky,
        "ground": held.ground,
        "found": len(found),
        "things": [
            _told(thing, in_full="objectIds" in args) for thing in found[skip : skip + limit]
        ],
    }


def _is_wanted(thing: Thing, args: dict[str, Any]) -> bool:
    words = args.get("words", "").casefold()
    is_named = thing.id in args["objectIds"] if "objectIds" in args else True
    is_of_kind = args.get("kind", thing.kind) == thing.kind
    return is_named and is_of_kind and words in thing.name.casefold()


def _told(thing: Thing, *, in_full: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": thing.id,
        "kind": thing.kind,
        "name": thing.name,
        "position": thing.position,
        "rotation": thing.rotation,
        "scale": thing.scale,
        "visible": thing.is_visible,
    }
    if in_full:
        is_short = len(json.dumps(thing.values)) <= MOST_VALUES
        told["values"] = thing.values if is_short else f"more than {MOST_VALUES:,} characters"
    return told


def named(key: str, acting: Acting, deed: Deed) -> World:
    """The world that KEY names to the owner, who may do DEED with it. Raises Refused.

    An own world is named by its id, a shared one by the id of its link.
    """
    owner = owner_of(acting)
    rows = World.objects.select_related("state", "owner")
    world = rows.visible_to(owner).kept().filter(pk=key).first()
    world = world or rows.shared().filter(share_id=key).first()
    if world is None or not access.may(owner, world, deed):
        raise Refused("worldId", f"names no world that you may {deed}", Kind.MISSING)
    return world


def content(world: World) -> State:
    return world.state.read() if world.state else state.read(state.EMPTY)


ID = text(64)
ACTS = [
    act(
        "list_worlds",
        "List worlds, the last saved first: those of the person you work for, or shared ones.",
        _list,
        tab={"enum": [Tab.MINE, Tab.SHARED]},
        words=text(100),
        limit={"type": "integer", "minimum": 1, "maximum": MOST_LISTED},
        after=text(1_000),
    ),
    act(
        "read_world",
        "Read what stands in a world, or the things of one kind, with words in their name, or "
        "those you name, which are told in full. Its revision is needed to change it.",
        _read,
        needed=("worldId",),
        worldId=ID,
        kind={"enum": list(state.Kind)},
        words=text(100),
        objectIds=several(text(state.ID_LENGTH)),
        skip={"type": "integer", "minimum": 0, "maximum": state.MOST_THINGS},
        limit={"type": "integer", "minimum": 1, "maximum": MOST_LISTED},
    ),
]
