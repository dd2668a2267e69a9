"""What a change of one object leaves of a world's JSON. Pure: values in, values out.

Whatever is not changed stays as it was, known here or not. Moves of objects go into
`transforms`, as the 3D client keeps them; lights, windows and avatars hold their own.
"""

from __future__ import annotations

from typing import Any

from worlds.state import LISTS, OBJECTS, Kind, Thing

Json = dict[str, Any]
PLACES = ("position", "rotation", "scale")
CONJURED = "conjuredAssetIds"
DAYLIGHT = {"id": "light-default", "type": "environment", "color": "#ffffff", "intensity": 1}
"""What a world without a list of lights is lit by; its first light must not put it out."""


def placed(data: Json, kind: Kind, values: Json, *, like: str = "") -> Json:
    """DATA with one thing more, turned and scaled as the thing LIKE is."""
    name = LISTS[kind]
    held = data.get(name)
    if held is None:
        held = [DAYLIGHT] if kind == Kind.LIGHT else []
    turned = {
        key: value
        for key, value in (data.get("transforms") or {}).get(like, {}).items()
        if key != "position"
    }
    return _laid_over({**data, name: [*held, values]}, "transforms", values["id"], turned)


def without(data: Json, ids: set[str]) -> Json:
    """DATA without the things of IDS, their transforms and their behaviours."""
    kept = dict(data)
    for name in LISTS.values():
        if data.get(name):
            kept[name] = [thing for thing in data[name] if thing["id"] not in ids]
    if data.get(CONJURED):
        kept[CONJURED] = [id for id in data[CONJURED] if id not in ids]
    for name in ("transforms", "behaviors"):
        if data.get(name):
            kept[name] = {id: values for id, values in data[name].items() if id not in ids}
    return kept


def changed(data: Json, thing: Thing, given: Json) -> Json:
    """DATA with THING's name, place, colour or visibility as GIVEN."""
    moves = {name: given[name] for name in PLACES if name in given}
    seen = _one(given, "visible", "visible")
    own = _own(thing, given) | (seen if "visible" in thing.values else {})
    if thing.kind not in OBJECTS:
        own, data, moves = own | moves, _unmoved(data, thing.id, moves), {}
    if thing.kind == Kind.CONJURED:
        seen, own = seen | _one(given, "name", "label"), {}
    data = _laid_over(data, "behaviors", thing.id, seen)
    data = _laid_over(data, "transforms", thing.id, moves)
    return _with_own(data, thing, own) if own else data


def _own(thing: Thing, given: Json) -> Json:
    """Name and colour as THING itself holds them; a scene's colour is its shapes'."""
    has_name = thing.kind in OBJECTS or "name" in thing.values
    own = _one(given, "name", "name" if has_name else "label")
    if thing.kind == Kind.CRAFTED and "color" in given:
        shapes = thing.values.get("objects") or []
        painted = [
            {**shape, "color": given["color"]} if isinstance(shape, dict) else shape
            for shape in shapes
        ]
        return own | {"objects": painted}
    return own | _one(given, "color", "color")


def _one(given: Json, name: str, key: str) -> Json:
    return {key: given[name]} if name in given else {}


def _laid_over(data: Json, map_name: str, id: str, values: Json) -> Json:
    """DATA with VALUES laid over what the map MAP_NAME says of ID."""
    if not values:
        return data
    held = data.get(map_name) or {}
    return {**data, map_name: {**held, id: {**held.get(id, {}), **values}}}


def _unmoved(data: Json, id: str, moves: Json) -> Json:
    """DATA in which no transform of ID overrides MOVES."""
    held = (data.get("transforms") or {}).get(id)
    if not held:
        return data
    left = {name: value for name, value in held.items() if name not in moves}
    return {**data, "transforms": {**data["transforms"], id: left}}


def _with_own(data: Json, thing: Thing, own: Json) -> Json:
    name = LISTS[thing.kind]
    things = [{**values, **own} if values["id"] == thing.id else values for values in data[name]]
    return {**data, name: things}
