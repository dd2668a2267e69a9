"""Faces: what of a solid is seen, how bright, and in which order it is painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from worlds.pictures.palette import BLACK, WHITE, Colour, Sky, mix
from worlds.pictures.solids import BALL, FLAT, Matrix, Point, Solid, is_mirrored, mesh, moved

LIGHT: Point = (-0.45, 0.8, 0.4)
MOST_SPLIT = 140
CANDIDATES = 3


@dataclass(frozen=True)
class Face:
    """A polygon that faces the viewer, on the plane normal · point = offset.

    A ball has no points but its matrix, and the plane through its middle.
    """

    points: tuple[Point, ...]
    normal: Point
    offset: float
    middle: Point
    colour: Colour
    opacity: float
    ball: Matrix | None = None
    glow: float = 0.0


def faces(solids: Sequence[Solid], sky: Sky, *, is_plan: bool = False) -> list[Face]:
    """The faces of SOLIDS as seen from the camera, farthest first."""
    seen: list[Face] = []
    by_depth = sorted(solids, key=lambda solid: depth(moved(solid.matrix, (0, 0, 0))))
    for solid in by_depth:
        seen += _ball(solid, sky) if solid.shape == BALL else _sides(solid, sky, is_plan=is_plan)
    if is_plan:
        return sorted(seen, key=lambda face: face.middle[1])
    return _split(seen) if len(by_depth) > 1 and len(seen) <= MOST_SPLIT else seen


def depth(point: Point) -> float:
    """How near POINT is to the camera."""
    return point[0] + point[1] + point[2]


def _ball(solid: Solid, sky: Sky) -> list[Face]:
    middle = moved(solid.matrix, (0.0, 0.0, 0.0))
    colour = _lit(solid.colour, 0.95, solid.glow, sky)
    normal = (0.57735, 0.57735, 0.57735)
    offset = _dot(normal, middle)
    return [Face((), normal, offset, middle, colour, solid.opacity, solid.matrix, solid.glow)]


def _sides(solid: Solid, sky: Sky, *, is_plan: bool) -> list[Face]:
    vertices, sides = mesh(solid.shape)
    points = [moved(solid.matrix, vertex) for vertex in vertices]
    turn = -1.0 if is_mirrored(solid.matrix) else 1.0
    seen = []
    for side in sides:
        corners = tuple(points[n] for n in side)
        normal = _normal(corners, turn)
        if normal is None:
            continue
        towards = normal[1] if is_plan else depth(normal)
        if towards < 0 and solid.shape in FLAT:
            normal, towards = (-normal[0], -normal[1], -normal[2]), -towards
        if towards > 1e-6:
            seen.append(_face(corners, normal, solid, sky))
    return seen


def _face(corners: tuple[Point, ...], normal: Point, solid: Solid, sky: Sky) -> Face:
    light = 0.6 + 0.45 * max(0.0, _dot(normal, LIGHT))
    count = len(corners)
    middle = (
        sum(p[0] for p in corners) / count,
        sum(p[1] for p in corners) / count,
        sum(p[2] for p in corners) / count,
    )
    colour = _lit(solid.colour, round(light, 2), solid.glow, sky)
    return Face(corners, normal, _dot(normal, middle), middle, colour, solid.opacity)


def _normal(corners: tuple[Point, ...], turn: float) -> Point | None:
    """The unit normal by Newell's sum; None for a face that has no area."""
    x = y = z = 0.0
    ax, ay, az = corners[-1]
    for bx, by, bz in corners:
        x += (ay - by) * (az + bz)
        y += (az - bz) * (ax + bx)
        z += (ax - bx) * (ay + by)
        ax, ay, az = bx, by, bz
    size = sqrt(x * x + y * y + z * z) * turn
    return (x / size, y / size, z / size) if abs(size) > 1e-9 else None


@lru_cache(maxsize=8192)
def _lit(colour: Colour, light: float, glow: float, sky: Sky) -> Colour:
    shaded = mix(BLACK, colour, min(light, 1.0)) if light < 1 else mix(colour, WHITE, light - 1)
    shaded = mix(shaded, sky.tint, sky.share)
    return mix(shaded, mix(colour, WHITE, 0.15), glow) if glow else shaded


def _dot(one: Point, other: Point) -> float:
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


def _split(seen: list[Face]) -> list[Face]:
    """SEEN in painting order, cut where they pierce one another (a BSP tree)."""
    ordered: list[Face] = []
    waiting: list[list[Face] | Face] = [seen]
    budget = len(seen) * 3
    while waiting:
        group = waiting.pop()
        if isinstance(group, Face):
            ordered.append(group)
            continue
        if len(group) <= 1 or budget <= 0:
            ordered += sorted(group, key=lambda face: depth(face.middle))
            continue
        chosen = _chosen(group)
        behind, before = _parted(group, chosen)
        budget -= max(0, len(behind) + len(before) + 1 - len(group))
        waiting += [before, chosen, behind]
    return ordered


def _chosen(group: list[Face]) -> Face:
    """The face whose plane cuts fewest others; a ball only among balls."""
    flat = [face for face in group if face.ball is None]
    if not flat:
        return min(group, key=lambda face: face.offset)
    step = max(1, len(flat) // CANDIDATES)
    return min(flat[::step], key=lambda face: sum(_side(other, face) == 0 for other in flat))


def _side(face: Face, plane: Face) -> int:
    """1 before PLANE, -1 behind it, 0 on both sides of it."""
    a, b, c = plane.normal
    offset = plane.offset
    near = 1e-4
    if face.ball is not None:
        x, y, z = face.middle
        return 1 if a * x + b * y + c * z >= offset else -1
    is_behind = is_before = False
    for x, y, z in face.points:
        gap = a * x + b * y + c * z - offset
        if gap > near:
            is_before = True
        elif gap < -near:
            is_behind = True
    if is_behind:
        return 0 if is_before else -1
    return 1


def _parted(group: list[Face], plane: Face) -> tuple[list[Face], list[Face]]:
    behind: list[Face] = []
    before: list[Face] = []
    for face in group:
        if face is plane:
            continue
        side = _side(face, plane)
        if side:
            (before if side > 0 else behind).append(face)
            continue
        for half, towards in ((before, 1.0), (behind, -1.0)):
            if cut := _cut(face, plane, towards):
                half.append(cut)
    return behind, before


def _cut(face: Face, plane: Face, towards: float) -> Face | None:
    """The part of FACE on one side of PLANE."""
    kept: list[Point] = []
    one = face.points[-1]
    gap = (_dot(plane.normal, one) - plane.offset) * towards
    for other in face.points:
        next_gap = (_dot(plane.normal, other) - plane.offset) * towards
        if (gap > 0) != (next_gap > 0):
            share = gap / (gap - next_gap)
            kept.append(
                (
                    one[0] + (other[0] - one[0]) * share,
                    one[1] + (other[1] - one[1]) * share,
                    one[2] + (other[2] - one[2]) * share,
                )
            )
        if next_gap > 0:
            kept.append(other)
        one, gap = other, next_gap
    if len(kept) < 3:
        return None
    return Face(tuple(kept), face.normal, face.offset, face.middle, face.colour, face.opacity)
