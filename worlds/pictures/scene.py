"""The scene: everything in a state that can be drawn, in the units of its world."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from worlds.pictures import primitives, standins
from worlds.pictures.ground import Ground, ground
from worlds.pictures.palette import Colour, Sky, said, sky
from worlds.pictures.solids import FAR, Point, Solid, clamp, extent, placed
from worlds.state import Kind, State, Thing

CROWD = 150
MOST_PARTS, FEWEST_PARTS, ALL_PARTS = 160, 8, 2400
WORDS = {
    Kind.CRAFTED: ("crafted scene", "crafted scenes"),
    Kind.PLACEMENT: ("placement", "placements"),
    Kind.CONJURED: ("conjured asset", "conjured assets"),
    Kind.LIGHT: ("light", "lights"),
    Kind.WINDOW: ("agent window", "agent windows"),
    Kind.AVATAR: ("avatar", "avatars"),
}


class Spot(NamedTuple):
    """A thing and the box it fills; `is_beyond` when its place had to be clamped."""

    thing: Thing
    at: Point
    low: Point
    high: Point
    is_beyond: bool


@dataclass(frozen=True)
class Scene:
    """SPOTS in the order of the state; UNPLACED things have no position at all."""

    state: State
    spots: tuple[Spot, ...]
    unplaced: tuple[Thing, ...]
    most_parts: int

    @cached_property
    def ground(self) -> Ground:
        return ground(self.state)

    @cached_property
    def sky(self) -> Sky:
        return sky(self.state.sky)

    @property
    def is_crowd(self) -> bool:
        return len(self.spots) > CROWD

    @property
    def is_flat(self) -> bool:
        """Whether there is only ground to see."""
        return not self.spots and bool(self.ground.cells)


def scene(state: State) -> Scene:
    placed_things = [thing for thing in state.things if thing.position is not None]
    most_parts = max(FEWEST_PARTS, min(MOST_PARTS, ALL_PARTS // max(state.counts[Kind.CRAFTED], 1)))
    is_crowd = len(placed_things) > CROWD
    return Scene(
        state,
        tuple(_rough(t) if is_crowd else _exact(t, most_parts) for t in placed_things),
        tuple(thing for thing in state.things if thing.position is None),
        most_parts,
    )


def reading(state: State) -> str:
    """One line: what the world holds."""
    shares = [_share(state.object_count, "object", "objects")]
    if state.tiles:
        shares.append(_share(len(state.tiles), "tile", "tiles"))
    shares += [
        _share(count, *WORDS[kind])
        for kind in (Kind.LIGHT, Kind.WINDOW, Kind.AVATAR)
        if (count := state.counts[kind])
    ]
    return ", ".join(shares)


def _share(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def solids_of(thing: Thing, *, most_parts: int = MOST_PARTS) -> list[Solid]:
    """What is drawn for THING, which has a position; of a scene the first MOST_PARTS parts."""
    matrix = placed(thing.position or (0.0, 0.0, 0.0), thing.rotation, thing.scale)
    own = colour_of(thing)
    form = standins.form_of(thing)
    if form == "scene":
        found: list[Solid] = []
        for values in (thing.values.get("objects") or [])[:most_parts]:
            found += primitives.primitive(values, matrix)
        return found or standins.solids("crate", matrix, own)
    if form == "window":
        return standins.pane(thing.values, matrix, own)
    return standins.solids(form, matrix, own)


def colour_of(thing: Thing) -> Colour:
    if thing.kind == Kind.LIGHT:
        return said(thing.values.get("color"), (255, 233, 176))
    key = thing.values.get("agentType")
    return standins.accent(key if isinstance(key, str) else thing.id)


def _exact(thing: Thing, most_parts: int) -> Spot:
    boxes = [extent(solid) for solid in solids_of(thing, most_parts=most_parts)]
    lows, highs = zip(*boxes, strict=True)
    at, is_beyond = _clamped(thing)
    return Spot(thing, at, _each(min, lows), _each(max, highs), is_beyond)


def _each(choose: Callable[[list[float]], float], points: Sequence[Point]) -> Point:
    x, y, z = (choose([point[axis] for point in points]) for axis in range(3))
    return (x, y, z)


def _rough(thing: Thing) -> Spot:
    """As _exact, with a box by the size alone: what ten thousand things have time for."""
    (x, y, z), is_beyond = _clamped(thing)
    wide = min(max(abs(size) for size in thing.scale), 1000.0) * 0.6
    return Spot(
        thing, (x, y, z), (x - wide, y, z - wide), (x + wide, y + wide * 2, z + wide), is_beyond
    )


def _clamped(thing: Thing) -> tuple[Point, bool]:
    x, y, z = thing.position or (0.0, 0.0, 0.0)
    if -FAR <= x <= FAR and -FAR <= y <= FAR and -FAR <= z <= FAR:
        return (x, y, z), False
    return (clamp(x), clamp(y), clamp(z)), True


def middle(spot: Spot) -> Point:
    """The middle of the box of SPOT."""
    (a, b, c), (x, y, z) = spot.low, spot.high
    return ((a + x) / 2, (b + y) / 2, (c + z) / 2)
