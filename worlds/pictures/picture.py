"""The picture: a scene before a camera, as shapes in painting order, bounded in number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import atan2, degrees, hypot

from worlds.pictures.camera import Box, Camera, framed
from worlds.pictures.faces import depth, faces, quick_faces
from worlds.pictures.lights import SHINING, halos, light, shines_from
from worlds.pictures.palette import BLACK, WHITE, mix
from worlds.pictures.scene import Scene, Spot, colour_of, middle, solids_of
from worlds.pictures.shapes import (
    Ball,
    Glow,
    Pin,
    Pixel,
    Poly,
    Ring,
    Shape,
    Sprite,
    hull,
    ring_on_ground,
    shape_of,
)
from worlds.pictures.solids import LARGE, Point, Solid, corners
from worlds.state import Kind, Thing

Group = list[tuple[Spot, Box]]
MOST_SHAPES = 2600
MOST_ALONE = 40
MOST_ORDERED = 150
MOST_SHADOWS = 500
CELL = 54
LARGEST = 3.0
EDGE = 30
FLOATS = 1.2
SHADOW = (0.34, -0.3)
TALLEST_SHADOW = 5.0


@dataclass
class Picture:
    """Everything to be painted, in pixels; sprites farthest first."""

    scene: Scene
    width: float
    height: float
    camera: Camera
    shadows: list[Ring] = field(default_factory=list)
    pools: list[Ball] = field(default_factory=list)
    sprites: list[Sprite] = field(default_factory=list)
    pins: list[Pin] = field(default_factory=list)
    left: int = MOST_SHAPES


def picture(
    scene: Scene,
    width: float,
    height: float,
    *,
    is_plan: bool = False,
    alone: Iterable[str] = (),
) -> Picture:
    """SCENE in WIDTH by HEIGHT pixels. The first of the ids ALONE stay out of clusters."""
    drawn = Picture(scene, width, height, framed(scene, width, height, is_plan=is_plan))
    inside: Group = []
    outside: Group = []
    for spot in scene.spots:
        box = drawn.camera.box(spot)
        (inside if _is_inside(drawn, spot, box) else outside).append((spot, box))
    _pin(drawn, outside)
    groups = _grouped(inside, set(list(alone)[:MOST_ALONE])) if scene.is_crowd else _single(inside)
    for group in _ordered(groups):
        _paint(drawn, group)
    return drawn


def _is_inside(drawn: Picture, spot: Spot, box: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return (
        not spot.is_beyond
        and -4 <= x <= drawn.width + 4
        and -4 <= y <= drawn.height + 4
        and box.width <= drawn.width * LARGEST
        and box.height <= drawn.height * LARGEST
    )


def _single(inside: Group) -> list[Group]:
    return [[pair] for pair in inside]


def _grouped(inside: Group, alone: set[str]) -> list[Group]:
    """Things on the same spot of the picture, the largest of them first."""
    cells: dict[tuple[int, int], Group] = {}
    single: list[Group] = []
    for spot, box in inside:
        if spot.thing.id in alone:
            single.append([(spot, box)])
            continue
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        cells.setdefault((int(x // CELL), int(y // CELL)), []).append((spot, box))
    for group in cells.values():
        first = max(range(len(group)), key=lambda n: (group[n][1].height, -n))
        group.insert(0, group.pop(first))
    return single + list(cells.values())


def _ordered(groups: list[Group]) -> list[Group]:
    """Farthest first; of boxes that overlap in the picture, the one behind first."""
    by_depth = sorted(groups, key=lambda group: depth(middle(group[0][0])))
    if len(groups) > MOST_ORDERED:
        return by_depth
    after: list[list[int]] = [[] for _ in by_depth]
    waits = [0] * len(by_depth)
    for one in range(len(by_depth)):
        for other in range(one + 1, len(by_depth)):
            order = _order(by_depth[one][0], by_depth[other][0])
            if order:
                far, near = (one, other) if order < 0 else (other, one)
                after[far].append(near)
                waits[near] += 1
    return [by_depth[n] for n in _sorted(after, waits)]


def _sorted(after: list[list[int]], waits: list[int]) -> list[int]:
    """Numbers such that each comes before those AFTER it; a circle is cut at its farthest."""
    ready = [n for n, count in enumerate(waits) if not count]
    heapify(ready)
    rest = set(range(len(waits)))
    found: list[int] = []
    while rest:
        n = heappop(ready) if ready else min(rest)
        if n not in rest:
            continue
        rest.discard(n)
        found.append(n)
        for near in after[n]:
            waits[near] -= 1
            if not waits[near]:
                heappush(ready, near)
    return found


def _order(one: tuple[Spot, Box], other: tuple[Spot, Box]) -> int:
    """-1 if ONE is behind OTHER, 1 if before it, 0 if they do not overlap or pierce."""
    a, b = one[1], other[1]
    if a.right < b.left or b.right < a.left or a.bottom < b.top or b.bottom < a.top:
        return 0
    gaps = [
        pair
        for axis in range(3)
        for pair in (
            (one[0].low[axis] - other[0].high[axis], 1),
            (other[0].low[axis] - one[0].high[axis], -1),
        )
    ]
    gap, order = max(gaps)
    return order if gap > -0.05 else 0


def _paint(drawn: Picture, group: Group) -> None:
    spot, box = group[0]
    things = tuple(spot.thing for spot, _ in group)
    if spot.thing.kind == Kind.LIGHT:
        shapes: list[Shape] = light(drawn.camera, drawn.scene, spot, drawn.height)
    else:
        solids = solids_of(spot.thing, is_crowd=drawn.scene.is_crowd)
        _shade(drawn, spot, solids)
        shapes = [*_halos(drawn, solids), *_body(drawn, spot, solids)]
    drawn.left -= len(shapes)
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    if box.width < 4 and box.height < 4:
        shapes.append(Ball(x, y, 2.2, 2.2, 0, colour_of(spot.thing)))
    drawn.sprites.append(Sprite(things, tuple(shapes), box, _drop(drawn, spot)))


def _body(drawn: Picture, spot: Spot, solids: list[Solid]) -> list[Shape]:
    sky, is_plan = drawn.scene.sky, drawn.camera.is_plan
    if drawn.scene.is_crowd and not is_plan:
        seen = quick_faces(solids, sky)
    else:
        seen = faces(solids, sky, is_plan=is_plan)
    shapes = [shape for face in seen if (shape := shape_of(face, drawn.camera))]
    if len(shapes) <= max(drawn.left, 0):
        return shapes
    return _silhouette(drawn, spot)


def _silhouette(drawn: Picture, spot: Spot) -> list[Shape]:
    """The box of SPOT as three faces, when there is no room for more."""
    (a, b, c), (x, y, z) = spot.low, spot.high
    colour = colour_of(spot.thing)
    rings = (
        (((a, y, c), (x, y, c), (x, y, z), (a, y, z)), mix(colour, WHITE, 0.1)),
        (((a, b, z), (x, b, z), (x, y, z), (a, y, z)), mix(colour, BLACK, 0.1)),
        (((x, b, c), (x, b, z), (x, y, z), (x, y, c)), mix(colour, BLACK, 0.28)),
    )
    kept = rings[:1] if drawn.camera.is_plan else rings
    return [Poly(tuple(drawn.camera.at(p) for p in ring), fill) for ring, fill in kept]


def _shade(drawn: Picture, spot: Spot, solids: list[Solid]) -> None:
    """The shadow of SOLIDS on the ground: cast where there is room, else a round pool."""
    if not spot.thing.is_visible:
        return
    if drawn.scene.is_crowd or spot.low[1] > FLOATS or drawn.camera.is_plan:
        x, y, z = middle(spot)
        wide = min(spot.high[0] - spot.low[0], spot.high[2] - spot.low[2]) * 0.5
        drawn.pools.append(ring_on_ground(drawn.camera, (x, y, z), wide))
        return
    for solid in solids:
        if len(drawn.shadows) < MOST_SHADOWS and solid.opacity > 0.3 and solid.glow < SHINING:
            points = [drawn.camera.at(_cast(point)) for point in corners(solid)]
            drawn.shadows.append(hull([(round(x, 1), round(y, 1)) for x, y in points]))


def _cast(point: Point) -> Point:
    x, y, z = point
    high = max(0.0, min(y, TALLEST_SHADOW))
    return (x + high * SHADOW[0], 0.0, z + high * SHADOW[1])


def _drop(drawn: Picture, spot: Spot) -> tuple[Pixel, Pixel] | None:
    """The line down to the ground from what floats."""
    if drawn.scene.is_crowd or drawn.camera.is_plan:
        return None
    is_light = spot.thing.kind == Kind.LIGHT
    if spot.low[1] <= FLOATS or (is_light and not shines_from(spot.thing)):
        return None
    x, _, z = spot.at if is_light else middle(spot)
    return drawn.camera.at((x, spot.low[1], z)), drawn.camera.at((x, 0.0, z))


def _pin(drawn: Picture, outside: Group) -> None:
    """Signs at the border for what is not in the frame."""
    cells: dict[tuple[int, int], list[tuple[Thing, float, float, float, float]]] = {}
    centre = drawn.width / 2, drawn.height / 2
    for spot, box in outside:
        x, y = (box.left + box.right) / 2 - centre[0], (box.top + box.bottom) / 2 - centre[1]
        far = max(abs(x) / (centre[0] - EDGE), abs(y) / (centre[1] - EDGE), 1e-9)
        px, py = centre[0] + x / far, centre[1] + y / far
        distance = (
            hypot(spot.at[0], spot.at[1], spot.at[2])
            if spot.is_beyond
            else (max(far - 1, 0) * hypot(x / far, y / far) / drawn.camera.scale)
        )
        angle = degrees(atan2(y, x))
        cells.setdefault((int(px // CELL), int(py // CELL)), []).append(
            (spot.thing, px, py, angle, min(distance, LARGE * 100))
        )
    for found in cells.values():
        _, x, y, angle, distance = found[0]
        words = f"beyond the edge, about {distance:,.0f} units away"
        drawn.pins.append(Pin(tuple(thing for thing, *_ in found), x, y, angle, words))
    if drawn.scene.unplaced:
        words = "without a place of its own" if len(drawn.scene.unplaced) == 1 else "without places"
        drawn.pins.append(Pin(drawn.scene.unplaced, EDGE, drawn.height - EDGE, None, words))


def _halos(drawn: Picture, solids: list[Solid]) -> list[Glow]:
    if drawn.scene.is_crowd:
        return []
    return halos(drawn.camera, drawn.scene.sky, solids, drawn.height / 3)
