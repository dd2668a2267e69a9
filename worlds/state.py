"""WorldState version 1: what a world holds, read from the bytes a 3D client saved.

The bytes are kept as they came; this module only reads them. Shapes and defaults follow
spec/oasis §4.1; lengths are in the world's units, angles in radians (a spot light's `angle`
in degrees), positions are x, y (up), z.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import NoneType
from typing import Any

from devcraft import strict_json

VERSION = 1
MOST_THINGS = 100_000
MOST_TILES = 250_000
LABEL_LENGTH = 120
TAG_LENGTH = 30
MOST_TAGS = 20
ID_LENGTH = 200
DEFAULT_SKY = "night007"
NO_GROUND = "none"
USUAL = {"version": VERSION, "skyBackgroundId": DEFAULT_SKY, "groundPresetId": NO_GROUND}
TILE = re.compile(r"(0|-?[1-9][0-9]{0,5}),(0|-?[1-9][0-9]{0,5})")
UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]+"
)

Vector = tuple[float, float, float]


class BadState(ValueError):
    """The bytes are no state of a world; the text says where and which rule they break."""


class Kind(StrEnum):
    """What a thing is; the first three are the objects that count."""

    CRAFTED = "crafted"
    PLACEMENT = "placement"
    CONJURED = "conjured"
    LIGHT = "light"
    WINDOW = "window"
    AVATAR = "avatar"


OBJECTS = (Kind.CRAFTED, Kind.PLACEMENT, Kind.CONJURED)
LISTS = {
    Kind.CRAFTED: "craftedScenes",
    Kind.PLACEMENT: "catalogPlacements",
    Kind.LIGHT: "lights",
    Kind.WINDOW: "agentWindows",
    Kind.AVATAR: "agentAvatars",
}
SHAPES: dict[type, tuple[tuple[str, ...], str]] = {
    list: ((*LISTS.values(), "conjuredAssetIds", "customGroundPresets"), "a list"),
    dict: (("groundTiles", "transforms", "behaviors", "terrain"), "an object"),
    str: (("skyBackgroundId", "groundPresetId", "savedAt"), "text"),
}


@dataclass(frozen=True)
class Thing:
    """Whatever has an id in a world, where its transform puts it.

    `position` is None when neither the thing nor a transform says where it stands.
    `values` is its JSON as it stands in the state; for a conjured asset only its id.
    """

    kind: Kind
    id: str
    name: str
    position: Vector | None
    rotation: Vector
    scale: Vector
    is_visible: bool
    values: dict[str, Any]


@dataclass(frozen=True)
class State:
    """One state of a world: its exact bytes and what they say."""

    raw: bytes
    data: dict[str, Any]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the exact bytes, in hex."""
        return hashlib.sha256(self.raw).hexdigest()

    @cached_property
    def content_digest(self) -> str:
        """SHA-256 of what the state says: equal however it is spelled and whenever saved."""
        content = {key: value for key, value in self.data.items() if key != "savedAt"}
        return strict_json.digest(content)

    @cached_property
    def things(self) -> tuple[Thing, ...]:
        return tuple(_things(self.data))

    @cached_property
    def by_id(self) -> dict[str, Thing]:
        return {thing.id: thing for thing in self.things}

    @cached_property
    def tiles(self) -> dict[tuple[int, int], str]:
        """Ground presets by whole x and z, as labels."""
        tiles = self.data.get("groundTiles") or {}
        shown = {preset: label(preset) for preset in set(tiles.values())}
        return {_tile(key): shown[preset] for key, preset in tiles.items()}

    @cached_property
    def counts(self) -> Counter[Kind]:
        return Counter(thing.kind for thing in self.things)

    @property
    def object_count(self) -> int:
        return sum(self.counts[kind] for kind in OBJECTS)

    @property
    def light_count(self) -> int:
        return self.counts[Kind.LIGHT]

    @cached_property
    def orphans(self) -> tuple[str, ...]:
        """Ids of transforms that move nothing in this state; they are kept."""
        return tuple(id for id in self.data.get("transforms") or {} if id not in self.by_id)

    @property
    def sky(self) -> str:
        return label(self.data.get("skyBackgroundId") or DEFAULT_SKY)

    @property
    def ground(self) -> str:
        return label(self.data.get("groundPresetId") or NO_GROUND)

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing to lose: every value, known or not, is empty or usual."""
        return not any(
            value and value != USUAL.get(key)
            for key, value in self.data.items()
            if key != "savedAt"
        )


@dataclass(frozen=True)
class Export:
    """A world file: the state, and what it says about the world if it has a `meta`."""

    state: State
    name: str = ""
    icon: str = ""
    tags: tuple[str, ...] = ()


EMPTY = b'{"version":1,"terrain":null,"craftedScenes":[],"conjuredAssetIds":[],"transforms":{}}'


def read(raw: bytes) -> State:
    """The state that RAW holds. Raises BadState."""
    try:
        return _state(raw, strict_json.parse(strict_json.decode(raw, what="a world")))
    except strict_json.BadJson as error:
        raise BadState(f"The state cannot be read: {error}.") from error


def read_export(raw: bytes) -> Export:
    """A world file: a bare state, or `{"meta": …, "state": …}` around one. Raises BadState."""
    try:
        text = strict_json.decode(raw, what="a world").removeprefix("\ufeff")
        data = strict_json.parse(text)
        if not isinstance(data, dict) or "state" not in data or "version" in data:
            return Export(_state(text.encode(), data))
        inner = strict_json.member(text, "state") or ""
    except strict_json.BadJson as error:
        raise BadState(f"The file cannot be read: {error}.") from error
    meta = data.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    said = meta.get("tags")
    tags = said if isinstance(said, list) else []
    return Export(
        _state(inner.encode(), data["state"]),
        label(meta.get("name")),
        label(meta.get("icon")),
        tuple(filter(None, (label(tag, most=TAG_LENGTH).lower() for tag in tags[:MOST_TAGS]))),
    )


def label(value: Any, *, most: int = LABEL_LENGTH) -> str:
    """VALUE as one printable line of MOST characters; nothing for what is no text."""
    if not isinstance(value, str):
        return ""
    return UNPRINTABLE.sub(" ", value).strip()[:most]


def _state(raw: bytes, data: Any) -> State:
    if not isinstance(data, dict):
        raise BadState("The state must be a JSON object.")
    version = data.get("version")
    if type(version) is not int or version != VERSION:
        said = "is missing" if "version" not in data else f"is {json.dumps(version)[:20]}"
        raise BadState(f"version {said}; only version {VERSION} can be read.")
    _check_containers(data)
    _check_keyed(data)
    state = State(raw, data)
    _check_tiles(data.get("groundTiles") or {})
    _check_ids(state.things)
    return state


def _check_containers(data: dict[str, Any]) -> None:
    for shape, (names, words) in SHAPES.items():
        for name in names:
            value = data.get(name)
            if value is not None and not isinstance(value, shape):
                raise BadState(f"{name} must be {words}.")
    count = sum(len(data.get(name) or []) for name in (*LISTS.values(), "conjuredAssetIds"))
    if count > MOST_THINGS:
        raise BadState(f"The state holds {count:,} things; {MOST_THINGS:,} is the most.")


def _check_keyed(data: dict[str, Any]) -> None:
    for name in ("transforms", "behaviors"):
        for key, value in (data.get(name) or {}).items():
            if not isinstance(value, dict):
                raise BadState(f"{name}[{label(key, most=60)}] must be an object.")
            if UNPRINTABLE.search(key):
                raise BadState(f"{name} names {key[:60]!r}, which has unprintable characters.")


def _check_tiles(tiles: dict[str, Any]) -> None:
    if len(tiles) > MOST_TILES:
        raise BadState(f"groundTiles holds {len(tiles):,} tiles; {MOST_TILES:,} is the most.")
    for key, preset in tiles.items():
        if not TILE.fullmatch(key):
            raise BadState(f"groundTiles names {label(key, most=30)!r}, which is no whole x,z.")
        if not isinstance(preset, str):
            raise BadState(f"groundTiles[{key}] must be the name of a ground.")


def _check_ids(things: tuple[Thing, ...]) -> None:
    seen: set[str] = set()
    for thing in things:
        if thing.id in seen:
            raise BadState(f"The id {label(thing.id, most=60)!r} is used twice.")
        seen.add(thing.id)


def _tile(key: str) -> tuple[int, int]:
    x, z = key.split(",")
    return int(x), int(z)


def _things(data: dict[str, Any]) -> Iterator[Thing]:
    for kind, name in LISTS.items():
        for index, values in enumerate(data.get(name) or []):
            where = f"{name}[{index}]"
            if not isinstance(values, dict):
                raise BadState(f"{where} must be an object.")
            yield _thing(data, kind, values, where)
    for index, id in enumerate(data.get("conjuredAssetIds") or []):
        yield _thing(data, Kind.CONJURED, {"id": id}, f"conjuredAssetIds[{index}]")


def _thing(data: dict[str, Any], kind: Kind, values: dict[str, Any], where: str) -> Thing:
    id = values.get("id")
    if not isinstance(id, str) or not 0 < len(id) <= ID_LENGTH:
        raise BadState(f"{where}.id must be text of 1 to {ID_LENGTH} characters.")
    if UNPRINTABLE.search(id):
        raise BadState(f"{where}.id must be printable, unlike {id[:60]!r}.")
    if kind == Kind.CRAFTED and not isinstance(values.get("objects", []), list | NoneType):
        raise BadState(f"{where}.objects must be a list.")
    moved = (data.get("transforms") or {}).get(id) or {}
    behavior = (data.get("behaviors") or {}).get(id) or {}
    sources = ((moved, f"transforms[{label(id, most=60)}]"), (values, where))
    return Thing(
        kind=kind,
        id=id,
        name=_name(kind, values, behavior),
        position=_vector("position", sources),
        rotation=_vector("rotation", sources) or (0.0, 0.0, 0.0),
        scale=_vector("scale", sources) or (1.0, 1.0, 1.0),
        is_visible=behavior.get("visible", True) is not False
        and values.get("visible", True) is not False,
        values=values,
    )


def _name(kind: Kind, values: dict[str, Any], behavior: dict[str, Any]) -> str:
    said = label(values.get("name")) or label(behavior.get("label")) or label(values.get("label"))
    if said:
        return said
    if kind == Kind.LIGHT:
        return f"{label(values.get('type')) or 'unknown'} light"
    return label(values.get("agentType")) or label(values["id"]) or kind


def _vector(name: str, sources: tuple[tuple[dict[str, Any], str], ...]) -> Vector | None:
    """The first of SOURCES that says NAME: three numbers, or one for a scale in all three."""
    for values, where in sources:
        value = values.get(name)
        if value is None:
            continue
        if name == "scale" and _is_number(value):
            return (float(value),) * 3
        if isinstance(value, list) and len(value) == 3 and all(map(_is_number, value)):
            return float(value[0]), float(value[1]), float(value[2])
        one = "one number or " if name == "scale" else ""
        raise BadState(f"{where}.{name} must be {one}three numbers.")
    return None


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)
