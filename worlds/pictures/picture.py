"""The picture: a scene before a camera, as shapes in painting order, bounded in number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from worlds.pictures.camera import Box, Camera, framed
from worlds.pictures.faces import Face, faces
from worlds.pictures.grouping import Group, clustered, ordered, parted, pins
from worlds.pictures.lights import SHINING, halos, light, shines_from
from worlds.pictures.palette import BLACK, WHITE, Sky, mix
from worlds.pictures.scene import Scene, Spot, colour_of, middle, solids_of
from worlds.pictures.shapes import (
    Ball,
    Pin,
    Pixel,
    Poly,
    Ring,
    Shape,
    Sprite,
    bounds,
    hull,
    ring_on_ground,
    shape_of,
)  # fmt: skip
from worlds.pictures.solids import BALL, Point, Solid, corners, mesh
from worlds.pictures.standins import Stamp, stamp_of, stamped
from worlds.state import Kind

USUAL_HEIGHT = 560
MOST_SHAPES = 2600
MOST_ALONE = 40
MOST_SHADOWS = 500
MOST_STAMPS = 90
FLOATS = 1.2
SHADOW = (0.34, -0.3)
TALLEST_SHADOW = 5.0
DOT = 4.0
FINER = 4


@dataclass
class Picture:
    """Everything to be painted, in pixels; sprites farthest first.

    UNIT is what a pixel of a map of the usual size is here. In a crowd, sprites are STAMPS:
    shapes around (0, 0), FINER times too large, that are drawn once and then placed.
    """

    scene: Scene
    width: float
    height: float
    camera: Camera
    unit: float
    shadows: list[Ring] = field(default_factory=list)
    pools: list[Ball] = field(default_factory=list)
    stamps: dict[Stamp, tuple[Shape, ...]] = field(default_factory=dict)
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
    beside: Sequence[Scene] = (),
) -> Picture:
    """SCENE in WIDTH by HEIGHT pixels. The first of the ids ALONE stay out of clusters.

    The camera frames the scenes BESIDE it too, so that pictures of all show the same places.
    """
    camera = framed([scene, *beside], width, height, is_plan=is_plan)
    drawn = Picture(scene, width, height, camera, height / USUAL_HEIGHT)
    frame = Box(0, 0, width, height)
    inside, outside = parted(scene, camera, frame)
    drawn.pins = pins(scene, camera, outside, frame, drawn.unit)
    if scene.is_crowd:
        kept = set(list(alone)[:MOST_ALONE])
        for group in ordered(clustered(inside, kept, drawn.unit)):
            _stamp(drawn, group)
    else:
        for group in ordered([[pair] for pair in inside]):
            _paint(drawn, group)
    return drawn


def _stamp(drawn: Picture, group: Group) -> None:
    """A cluster, or one of a crowd, as a stamp of its largest thing."""
    spot, box = group[0]
    stamp = stamp_of(spot.thing, colour_of(spot.thing))
    if stamp not in drawn.stamps and len(drawn.stamps) >= MOST_STAMPS:
        stamp = next(iter(drawn.stamps))
    if stamp not in drawn.stamps:
        camera = drawn.camera
        here = Camera(camera.scale * FINER, 0.0, 0.0, camera.is_plan)
        seen = _stamp_faces(stamp, drawn.scene.sky, is_plan=camera.is_plan)
        drawn.stamps[stamp] = tuple(shape for f in seen if (shape := shape_of(f, here)))
    _pool(drawn, spot)
    size = min(max(max(abs(side) for side in spot.thing.scale), 0.1), 100.0)
    things = tuple(spot.thing for spot, _ in group)
    at = drawn.camera.at(spot.at)
    drawn.sprites.append(Sprite(things, (), box, None, stamp, at, size / FINER))


@lru_cache(maxsize=512)
def _stamp_faces(stamp: Stamp, sky: Sky, *, is_plan: bool) -> tuple[Face, ...]:
    return tuple(faces(stamped(stamp), sky, is_plan=is_plan))


def _paint(drawn: Picture, group: Group) -> None:
    """One thing in all its detail."""
    spot, box = group[0]
    if spot.thing.kind == Kind.LIGHT:
        shapes = light(drawn.camera, drawn.scene, spot, drawn.height)
    else:
        shapes = _body(drawn, spot)
    drawn.left -= len(shapes)
    if box.width < DOT and box.height < DOT:
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        shapes.append(Ball(x, y, 2.2, 2.2, 0, colour_of(spot.thing)))
    box = bounds(shapes, box)
    drawn.sprites.append(Sprite((spot.thing,), tuple(shapes), box, _drop(drawn, spot)))


def _body(drawn: Picture, spot: Spot) -> list[Shape]:
    solids = _affordable(solids_of(spot.thing, most_parts=drawn.scene.most_parts), drawn.left)
    if not solids:
        return _silhouette(drawn, spot)
    _shade(drawn, spot, solids)
    seen = faces(solids, drawn.scene.sky, is_plan=drawn.camera.is_plan)
    shapes = [shape for face in seen if (shape := shape_of(face, drawn.camera))]
    return [*halos(drawn.camera, drawn.scene.sky, solids, drawn.height / 3), *shapes]


def _affordable(solids: list[Solid], left: int) -> list[Solid]:
    """As many of SOLIDS as show LEFT faces or fewer: about half of theirs."""
    for n, solid in enumerate(solids):
        left -= 1 if solid.shape == BALL else (len(mesh(solid.shape)[1]) + 1) // 2
        if left < 0:
            return solids[:n]
    return solids


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
    """The shadow of SOLIDS on the ground: cast by what stands on it, else a round pool."""
    if spot.low[1] > FLOATS or drawn.camera.is_plan:
        _pool(drawn, spot)
    elif spot.thing.is_visible:
        for solid in solids:
            if len(drawn.shadows) < MOST_SHADOWS and solid.opacity > 0.3 and solid.glow < SHINING:
                points = [drawn.camera.at(_cast(point)) for point in corners(solid)]
                drawn.shadows.append(hull([(round(x, 1), round(y, 1)) for x, y in points]))


def _pool(drawn: Picture, spot: Spot) -> None:
    if spot.thing.is_visible and spot.thing.kind != Kind.LIGHT:
        wide = min(spot.high[0] - spot.low[0], spot.high[2] - spot.low[2]) * 0.42
        drawn.pools.append(ring_on_ground(drawn.camera, middle(spot), wide))


def _cast(point: Point) -> Point:
    x, y, z = point
    high = max(0.0, min(y, TALLEST_SHADOW))
    return (x + high * SHADOW[0], 0.0, z + high * SHADOW[1])


def _drop(drawn: Picture, spot: Spot) -> tuple[Pixel, Pixel] | None:
    """The line down to the ground from what floats."""
    if drawn.camera.is_plan:
        return None
    is_light = spot.thing.kind == Kind.LIGHT
    if spot.low[1] <= FLOATS or (is_light and not shines_from(spot.thing)):
        return None
    x, _, z = spot.at if is_light else middle(spot)
    return drawn.camera.at((x, spot.low[1], z)), drawn.camera.at((x, 0.0, z))
