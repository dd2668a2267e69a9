"""The ground: tiles joined to rectangles of one colour, and a guess of the terrain."""

from __future__ import annotations

from dataclasses import dataclass
from math import sin
from typing import Any, NamedTuple

from worlds.pictures.palette import GROUNDS, NEUTRAL, Colour, mix, rgb, said
from worlds.pictures.solids import clamp
from worlds.state import NO_GROUND, State

MOST_PATCHES = 900
TERRAIN_CELLS = 22
BANDS = (
    ("deepWater", "#2f5f8f"), ("shallowWater", "#5f9fc4"), ("sand", "#dcc48e"),
    ("grass", "#7fae57"), ("forest", "#56763f"), ("rock", "#8a8378"), ("snow", "#eef3f8"),
)  # fmt: skip
Cells = dict[tuple[int, int], Colour]


class Patch(NamedTuple):
    """A rectangle of ground of one colour, in units."""

    x: float
    z: float
    x_end: float
    z_end: float
    colour: Colour

    @property
    def area(self) -> float:
        return (self.x_end - self.x) * (self.z_end - self.z)


class Edge(NamedTuple):
    """A side of the ground that shows; the one towards x, or the one towards z."""

    x: float
    z: float
    x_end: float
    z_end: float


@dataclass(frozen=True)
class Ground:
    """FLOOR is what the rest of the world stands on: a colour, or None for nothing.

    A cell is SIDE units wide; CELLS holds them by whole numbers.
    """

    patches: tuple[Patch, ...]
    edges: tuple[Edge, ...]
    cells: Cells
    side: float
    floor: Colour | None


def ground(state: State) -> Ground:
    custom = _custom(state.data.get("customGroundPresets"))
    floor = None if state.ground == NO_GROUND else _colour(state.ground, custom)
    terrain = state.data.get("terrain")
    if state.tiles:
        cells, side = _cells(state, custom)
    elif terrain:
        cells, side = _terrain(terrain)
    else:
        cells, side = {}, 1.0
    return Ground(_patches(cells, side), _edges(cells, side), cells, side, floor)


def _custom(presets: Any) -> dict[str, Colour]:
    found = {}
    for preset in (presets or [])[:500]:
        if isinstance(preset, dict) and isinstance(preset.get("id"), str):
            found[preset["id"]] = said(preset.get("color"), NEUTRAL)
    return found


def _colour(preset: str, custom: dict[str, Colour]) -> Colour:
    return GROUNDS.get(preset) or custom.get(preset) or NEUTRAL


def _cells(state: State, custom: dict[str, Colour]) -> tuple[Cells, float]:
    """Every tile, or where they are many and mixed, blocks in the colour of one of theirs."""
    names = dict.fromkeys(state.tiles.values())
    colours = {name: _colour(name, custom) for name in names}
    cells = {at: colours[name] for at, name in state.tiles.items()}
    side = 1
    while len(cells) > MOST_PATCHES and _is_ragged(cells):
        side *= 2
        cells = {(x >> 1, z >> 1): colour for (x, z), colour in cells.items()}
    return cells, float(side)


def _is_ragged(cells: Cells) -> bool:
    """Whether joining CELLS row by row still leaves too many pieces."""
    starts = sum(cells.get((x - 1, z)) != colour for (x, z), colour in cells.items())
    return starts > MOST_PATCHES


def _patches(cells: Cells, side: float) -> tuple[Patch, ...]:
    """CELLS joined along x, then runs of equal ends joined along z; back to front."""
    open_: dict[tuple[int, int, Colour], list[int]] = {}
    done: list[Patch] = []
    for z, runs in _rows(cells):
        ended = [key for key, (_, last) in open_.items() if last < z - 1 or key not in runs]
        done += [_patch(key, open_.pop(key), side) for key in ended]
        for key in runs:
            open_.setdefault(key, [z, z])[1] = z
    done += [_patch(key, span, side) for key, span in open_.items()]
    return tuple(sorted(done, key=lambda patch: (patch.x + patch.z, patch)))


def _rows(cells: Cells) -> list[tuple[int, dict[tuple[int, int, Colour], None]]]:
    rows: dict[int, dict[tuple[int, int, Colour], None]] = {}
    start = before = row = 0
    held: Colour | None = None
    for z, x, colour in sorted((z, x, colour) for (x, z), colour in cells.items()):
        if held is not None and (z, x, colour) == (row, before + 1, held):
            before = x
            continue
        if held is not None:
            rows.setdefault(row, {})[start, before, held] = None
        start, before, row, held = x, x, z, colour
    if held is not None:
        rows.setdefault(row, {})[start, before, held] = None
    return sorted(rows.items())


def _patch(key: tuple[int, int, Colour], span: list[int], side: float) -> Patch:
    start, end, colour = key
    first, last = span
    return Patch(start * side, first * side, (end + 1) * side, (last + 1) * side, colour)


def _edges(cells: Cells, side: float) -> tuple[Edge, ...]:
    towards_z = sorted((z + 1, x) for x, z in cells if (x, z + 1) not in cells)
    towards_x = sorted((x + 1, z) for x, z in cells if (x + 1, z) not in cells)
    return tuple(
        [Edge(a * side, at * side, b * side, at * side) for at, a, b in _joined(towards_z)]
        + [Edge(at * side, a * side, at * side, b * side) for at, a, b in _joined(towards_x)]
    )


def _joined(pairs: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """(line, start, end) of neighbouring (line, place)."""
    spans: list[tuple[int, int, int]] = []
    for line, place in pairs:
        if spans and spans[-1][0] == line and spans[-1][2] == place:
            spans[-1] = (line, spans[-1][1], place + 1)
        else:
            spans.append((line, place, place + 1))
    return spans


def _terrain(terrain: dict[str, Any]) -> tuple[Cells, float]:
    """Smooth bands from water to snow; the shape is a guess, seed and colours are its own."""
    size = max(4.0, min(_number(terrain.get("size"), 60), 2000))
    seed, water = _number(terrain.get("seed"), 1), _number(terrain.get("waterLevel"), 0.3)
    said_colours = terrain.get("palette")
    said_colours = said_colours if isinstance(said_colours, dict) else {}
    bands = [said(said_colours.get(name), rgb(usual)) for name, usual in BANDS]
    half = TERRAIN_CELLS // 2
    return {
        (x, z): _band(bands, _height(x / half, z / half, seed), min(max(water, 0), 1))
        for x in range(-half, half)
        for z in range(-half, half)
    }, size / TERRAIN_CELLS


def _height(x: float, z: float, seed: float) -> float:
    """From 0 to 1, higher in the middle."""
    a = sin(3.1 * x + seed) * sin(2.7 * z + seed * 1.7)
    b = sin(7.3 * x - 1.9 * z + seed * 0.6) * 0.5
    return max(0.0, min(1.0, 0.62 + 0.22 * a + 0.16 * b - 0.26 * (x * x + z * z)))


def _band(bands: list[Colour], height: float, water: float) -> Colour:
    deep, shallow, sand, grass, forest, rock, snow = bands
    if height < water:
        return deep if height < water * 0.7 else shallow
    rise = (height - water) / max(1 - water, 0.01)
    for top, colour in ((0.1, sand), (0.4, grass), (0.62, forest), (0.84, rock)):
        if rise < top:
            return mix(colour, (255, 255, 255), 0.04)
    return snow


def _number(value: Any, usual: float) -> float:
    return clamp(value) if type(value) in (int, float) else usual
