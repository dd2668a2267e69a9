"""Build in worlds: place, change and remove objects, each save over a pinned version.

Every save names the revision that the agent has read. What would be the same content is
no save, so that a call that is repeated builds once.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from agents.living.acting import shaping
from agents.living.acting.acts import Acting, act, record, several, text
from agents.living.acting.serving import owner_of
from agents.living.acting.worlds import ID, content, named
from devcraft.refusing import Kind as Why
from devcraft.refusing import Refused
from worlds import saving, state
from worlds.access import Deed
from worlds.authors import Author
from worlds.models import World
from worlds.refusals import SaveRefused
from worlds.state import BadState, Kind, State

CALLS = uuid.UUID("6f5d1f0e-2f0b-4c55-9d0a-6c4f3d1b7a10")
SHAPES = ("box", "sphere", "cylinder", "cone", "torus", "plane", "capsule", "crystal")
LIGHTS = ("point", "spot", "directional", "ambient", "hemisphere")
SPOKEN = ["name", "position", "rotation"]
PLAIN_BOX = {"type": "box", "position": [0, 0.5, 0], "scale": [1, 1, 1], "color": "#8b6be0"}


def _place(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    world = named(args["worldId"], acting, Deed.SAVE)
    held = content(world)
    made = f"agent-{uuid.uuid5(CALLS, acting.key).hex[:16]}"
    if made in held.by_id:
        return _saved(world, made)
    kind, values = _new(args, held)
    spoken = {name: args[name] for name in SPOKEN if name in args}
    values = {**values, "id": made, **spoken}
    data = shaping.placed(held.data, kind, values, like=args.get("copyOf", ""))
    return _saved(_save(world, data, args, acting), made)


def _new(args: dict[str, Any], held: State) -> tuple[Kind, dict[str, Any]]:
    """What is placed: another of what stands there, a light, or a scene of shapes."""
    if "copyOf" in args:
        copied = held.by_id.get(args["copyOf"])
        if copied is None or copied.kind not in (Kind.CRAFTED, Kind.PLACEMENT, Kind.LIGHT):
            raise Refused("copyOf", "names no object or light that stands there")
        return copied.kind, copied.values
    if "light" in args:
        return Kind.LIGHT, {"type": args["light"], "color": "#ffffff", "intensity": 1}
    return Kind.CRAFTED, {"prompt": args["name"], "objects": args.get("shapes", [PLAIN_BOX])}


def _modify(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    world = named(args["worldId"], acting, Deed.SAVE)
    held = content(world)
    thing = held.by_id.get(args["objectId"])
    if thing is None:
        raise Refused("objectId", "names nothing that stands there", Why.MISSING)
    given = {name: args[name] for name in CHANGES if name in args}
    if not given:
        raise Refused("arguments", f"must say what changes: {', '.join(CHANGES)}")
    if "color" in given and thing.kind not in (Kind.CRAFTED, Kind.LIGHT):
        raise Refused("color", "is for lights and for objects made of shapes")
    return _saved(_save(world, shaping.changed(held.data, thing, given), args, acting), thing.id)


def _remove(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    world = named(args["worldId"], acting, Deed.SAVE)
    held = content(world)
    there = [id for id in args["objectIds"] if id in held.by_id]
    if there:
        world = _save(world, shaping.without(held.data, set(there)), args, acting)
    absent = [id for id in args["objectIds"] if id not in there]
    return {"success": True, "revision": world.revision, "removed": there, "notThere": absent}


def _save(world: World, data: dict[str, Any], args: dict[str, Any], acting: Acting) -> World:
    """Save DATA over the revision that was read. Raises Refused."""
    author = Author(owner_of(acting), program=acting.run.agent.name, is_agent=True)
    try:
        incoming = state.read(json.dumps(data).encode())
    except BadState as error:
        raise Refused("object", f"cannot stand there: {str(error).rstrip('.')}") from error
    if world.revision != args["revision"] and not _is_there(world, incoming):
        raise _stale(world)
    try:
        return saving.save(
            world=world,
            incoming=incoming,
            base_revision=world.revision,
            author=author,
            now=acting.now,
        ).world
    except SaveRefused as refusal:
        words = f"names a world that refuses this: {str(refusal).rstrip('.')}"
        raise Refused("worldId", words, Why.CONFLICT) from refusal


def _is_there(world: World, incoming: State) -> bool:
    return world.state is not None and world.state.content_digest == incoming.content_digest


def _stale(world: World) -> Refused:
    rule = f"must be {world.revision}, which the world is at by now: read it again"
    return Refused("revision", rule, Why.CONFLICT)


def _saved(world: World, thing: str) -> dict[str, Any]:
    return {"success": True, "objectId": thing, "revision": world.revision}


_NUMBER = {"type": "number", "minimum": -100_000, "maximum": 100_000}
_THREE = {"type": "array", "items": _NUMBER, "minItems": 3, "maxItems": 3}
_COLOR = {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}
_SHAPE = record(
    ("type", "position", "scale"),
    type={"enum": list(SHAPES)},
    position=_THREE,
    rotation=_THREE,
    scale=_THREE,
    color=_COLOR,
)
_REVISION = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
_NAME = text(state.LABEL_LENGTH)
CHANGES: dict[str, dict[str, Any]] = {
    "name": _NAME,
    "position": _THREE,
    "rotation": _THREE,
    "scale": _THREE,
    "color": _COLOR,
    "visible": {"type": "boolean"},
}
ACTS = [
    act(
        "place_object",
        "Place an object in a world: shapes that you describe, a light, or a copy of another.",
        _place,
        needed=("worldId", "revision", "name", "position"),
        worldId=ID,
        revision=_REVISION,
        name=_NAME,
        position=_THREE,
        rotation=_THREE,
        shapes=several(_SHAPE),
        light={"enum": list(LIGHTS)},
        copyOf=text(state.ID_LENGTH),
    ),
    act(
        "modify_object",
        "Rename, move, turn, scale, colour, show or hide what stands in a world.",
        _modify,
        needed=("worldId", "revision", "objectId"),
        worldId=ID,
        revision=_REVISION,
        objectId=text(state.ID_LENGTH),
        **CHANGES,
    ),
    act(
        "remove_object",
        "Remove objects from a world; the version before is kept.",
        _remove,
        needed=("worldId", "revision", "objectIds"),
        worldId=ID,
        revision=_REVISION,
        objectIds=several(text(state.ID_LENGTH)),
    ),
]
