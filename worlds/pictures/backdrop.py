"""The backdrop: what lies below and behind all things, in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from zlib import crc32

from worlds.pictures.camera import SIDE, Camera
from worlds.pictures.ground import Edge, Ground
from worlds.pictures.palette import BLACK, EARTH, Colour, Sky, mix
from worlds.pictures.picture import Picture
from worlds.pictures.shapes import Pixel, Ring

THICK = 0.45
MOST_TONED = 700
MOST_LINES = 90
FINEST = 16
STARS = 70
MARGIN = 2.0


@dataclass(frozen=True)
class Backdrop:
    """Tops by colour, the sides towards z and x, tiles a little darker and lighter, lines."""

    tops: list[tuple[Colour, list[Ring]]]
    sides: tuple[list[Ring], list[Ring]]
    side_colours: tuple[Colour, Colour]
    tones: tuple[list[Ring], list[Ring]]
    lines: list[tuple[Pixel, Pixel]]
    crosses: list[Pixel]
    stars: list[tuple[float, float, float]]
    sky: tuple[Colour, Colour, Colour]


def backdrop(drawn: Picture) -> Backdrop:
    scene, camera = drawn.scene, drawn.camera
    ground, sky = scene.ground, scene.sky
    earth = mix(EARTH, sky.tint, sky.share)
    edges = list(ground.edges)
    tops: list[tuple[Colour, list[Ring]]] = []
    if ground.floor is not None:
        plate, edges = _plate(drawn)
        tops.append((_tinted(ground.floor, sky), [plate]))
    by_colour: dict[Colour, list[Ring]] = {}
    for patch in ground.patches:
        ring = _ring(camera, patch.x, patch.z, patch.x_end, patch.z_end)
        if _meets(drawn, ring):
            by_colour.setdefault(_tinted(patch.colour, sky), []).append(ring)
    lines, crosses = _grid(drawn) if ground.floor is None else ([], [])
    return Backdrop(
        tops + list(by_colour.items()),
        ([], []) if camera.is_plan else _sides(drawn, edges),
        (mix(earth, BLACK, 0.08), mix(earth, BLACK, 0.36)),
        _tones(drawn, ground),
        lines,
        crosses,
        _stars(drawn) if sky.has_stars else [],
        _gradient(sky, has_floor=ground.floor is not None),
    )


def _gradient(sky: Sky, *, has_floor: bool) -> tuple[Colour, Colour, Colour]:
    """From top to bottom; quieter below where nothing but the sky is behind the things."""
    if has_floor:
        return sky.top, sky.middle, sky.bottom
    low = mix(mix(sky.bottom, sky.middle, 0.55), sky.top, 0.22)
    return sky.top, mix(sky.middle, sky.top, 0.3), low


def _tinted(colour: Colour, sky: Sky) -> Colour:
    return mix(colour, sky.tint, sky.share)


def _ring(camera: Camera, x: float, z: float, x_end: float, z_end: float) -> Ring:
    corners = ((x, 0.0, z), (x_end, 0.0, z), (x_end, 0.0, z_end), (x, 0.0, z_end))
    return tuple(camera.at(corner) for corner in corners)


def _meets(drawn: Picture, ring: Ring) -> bool:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return not (max(xs) < 0 or min(xs) > drawn.width or max(ys) < 0 or min(ys) > drawn.height)


def _plate(drawn: Picture) -> tuple[Ring, list[Edge]]:
    """The floor under all that is in the frame, and its two sides that show."""
    things = {id(thing) for sprite in drawn.sprites for thing in sprite.things}
    spots = [spot for spot in drawn.scene.spots if id(spot.thing) in things]
    patches = drawn.scene.ground.patches
    xs = [x for s in spots for x in (s.low[0], s.high[0])] + [x for p in patches for x in p[0:3:2]]
    zs = [z for s in spots for z in (s.low[2], s.high[2])] + [z for p in patches for z in p[1:4:2]]
    x, x_end = min(xs, default=-4) - MARGIN, max(xs, default=4) + MARGIN
    z, z_end = min(zs, default=-4) - MARGIN, max(zs, default=4) + MARGIN
    edges = [Edge(x, z_end, x_end, z_end), Edge(x_end, z, x_end, z_end)]
    return _ring(drawn.camera, x, z, x_end, z_end), edges


def _sides(drawn: Picture, edges: list[Edge]) -> tuple[list[Ring], list[Ring]]:
    towards: tuple[list[Ring], list[Ring]] = ([], [])
    for edge in edges:
        one, other = (edge.x, 0.0, edge.z), (edge.x_end, 0.0, edge.z_end)
        low = [(x, -THICK, z) for x, _, z in (other, one)]
        ring = tuple(drawn.camera.at(point) for point in (one, other, *low))
        if _meets(drawn, ring):
            towards[edge.x == edge.x_end].append(ring)
    return towards


def _tones(drawn: Picture, ground: Ground) -> tuple[list[Ring], list[Ring]]:
    """Some tiles a little darker or lighter, so that ground looks like ground."""
    tones: tuple[list[Ring], list[Ring]] = ([], [])
    side = ground.side
    if len(ground.cells) > MOST_TONED or side * drawn.camera.scale < 5:
        return tones
    for x, z in ground.cells:
        choice = crc32(f"{x},{z}".encode()) % 5
        if choice < 2:
            ring = _ring(drawn.camera, x * side, z * side, (x + 1) * side, (z + 1) * side)
            tones[choice].append(ring)
    return tones


def _grid(drawn: Picture) -> tuple[list[tuple[Pixel, Pixel]], list[Pixel]]:
    """Lines on the empty ground, their step such that they stay apart, and where they cross."""
    camera = drawn.camera
    reach = max(drawn.width, drawn.height * 2) / camera.scale
    step = 1.0
    while step * camera.scale < FINEST or reach / step > MOST_LINES / 2:
        step *= 5 if str(step)[0] == "1" else 2
    u = camera.left + drawn.width / camera.scale / 2
    v = camera.top + drawn.height / camera.scale / 2
    x, z = (u, v) if camera.is_plan else (v + u / SIDE / 2, v - u / SIDE / 2)
    x, z = floor(x / step) * step, floor(z / step) * step
    count = int(reach / step / 1.6) + 1
    far = count * step
    places = [n * step for n in range(-count, count + 1)]
    lines = [
        *((camera.at((x + n, 0, z - far)), camera.at((x + n, 0, z + far))) for n in places),
        *((camera.at((x - far, 0, z + n)), camera.at((x + far, 0, z + n))) for n in places),
    ]
    crosses = [camera.at((x + n, 0, z + m)) for n in places for m in places]
    return lines, [at for at in crosses if _is_near(drawn, at)]


def _is_near(drawn: Picture, at: Pixel) -> bool:
    return 0 <= at[0] <= drawn.width and 0 <= at[1] <= drawn.height


def _stars(drawn: Picture) -> list[tuple[float, float, float]]:
    """The same stars for every world: x, y and radius."""
    found = []
    for n in range(STARS):
        spread = crc32(f"star {n}".encode())
        x, y = spread % 1009 / 1009, spread // 1009 % 997 / 997
        found.append((x * drawn.width, y * y * drawn.height * 0.8, 0.5 + spread % 7 / 8))
    return found
