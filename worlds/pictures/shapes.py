"""Shapes: what a picture is made of, in pixels, whoever draws them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import atan2, degrees, sqrt
from typing import NamedTuple

from worlds.pictures.camera import SIDE, Box, Camera
from worlds.pictures.faces import Face
from worlds.pictures.palette import Colour
from worlds.pictures.solids import Matrix, Point
from worlds.pictures.standins import Stamp
from worlds.state import Thing

Pixel = tuple[float, float]
Ring = tuple[Pixel, ...]
SMALLEST_AREA = 0.4


class Poly(NamedTuple):
    points: Ring
    fill: Colour
    opacity: float = 1.0


class Ball(NamedTuple):
    """An ellipse, turned by TURN degrees; round to the eye unless it shines by itself."""

    x: float
    y: float
    wide: float
    high: float
    turn: float
    fill: Colour
    opacity: float = 1.0
    is_round: bool = True


class Glow(NamedTuple):
    x: float
    y: float
    radius: float
    fill: Colour
    strength: float


Shape = Poly | Ball | Glow


@dataclass(frozen=True)
class Sprite:
    """One thing, or a cluster of several on the same spot, as it is painted.

    Either by its shapes, or by a stamp in SIZE at AT.
    `drop` is the line from a thing that floats down to the ground below it.
    """

    things: tuple[Thing, ...]
    shapes: tuple[Shape, ...]
    box: Box
    drop: tuple[Pixel, Pixel] | None = None
    stamp: Stamp | None = None
    at: Pixel = (0.0, 0.0)
    size: float = 1.0


@dataclass(frozen=True)
class Pin:
    """Things that are not in the frame: at its border, where an arrow at ANGLE points to them.

    Without an angle they stand nowhere at all.
    """

    things: tuple[Thing, ...]
    x: float
    y: float
    angle: float | None
    words: str


def placed_at(shape: Shape, at: Pixel, size: float) -> Shape:
    """SHAPE, drawn around (0, 0), in SIZE at AT."""
    x, y = at
    if isinstance(shape, Poly):
        return shape._replace(points=tuple((x + a * size, y + b * size) for a, b in shape.points))
    if isinstance(shape, Glow):
        return shape._replace(
            x=x + shape.x * size, y=y + shape.y * size, radius=shape.radius * size
        )
    return shape._replace(
        x=x + shape.x * size, y=y + shape.y * size, wide=shape.wide * size, high=shape.high * size
    )


def shape_of(face: Face, camera: Camera) -> Shape | None:
    """FACE in pixels; None when it is too small to be seen."""
    if face.ball is not None:
        return _ball(face, face.ball, camera)
    points = tuple(camera.at(point) for point in face.points)
    return Poly(points, face.colour, face.opacity) if area(points) >= SMALLEST_AREA else None


def area(points: Ring) -> float:
    total = 0.0
    ax, ay = points[-1]
    for bx, by in points:
        total += ax * by - bx * ay
        ax, ay = bx, by
    return abs(total) / 2


def _ball(face: Face, matrix: Matrix, camera: Camera) -> Ball | None:
    """The ellipse that a sphere of diameter 1 becomes under MATRIX and the camera."""
    ux, uy, uz, vx, vy, vz = _onto(matrix, is_plan=camera.is_plan)
    uu = ux * ux + uy * uy + uz * uz
    vv = vx * vx + vy * vy + vz * vz
    uv = ux * vx + uy * vy + uz * vz
    half, spread = (uu + vv) / 2, sqrt(((uu - vv) / 2) ** 2 + uv * uv)
    wide = sqrt(max(half + spread, 0.0)) / 2 * camera.scale
    high = sqrt(max(half - spread, 0.0)) / 2 * camera.scale
    if wide * high < SMALLEST_AREA / 3:
        return None
    x, y = camera.at(face.middle)
    turn = degrees(atan2(2 * uv, uu - vv) / 2) if wide - high > 0.05 else 0.0
    return Ball(x, y, wide, high, turn, face.colour, face.opacity, face.glow < 0.9)


def _onto(matrix: Matrix, *, is_plan: bool) -> tuple[float, ...]:
    """The two rows of MATRIX seen on the picture plane."""
    a, b, c, _, e, f, g, _, i, j, k, _ = matrix
    if is_plan:
        return (a, b, c, i, j, k)
    return (
        (a - i) * SIDE,
        (b - j) * SIDE,
        (c - k) * SIDE,
        (a + i) / 2 - e,
        (b + j) / 2 - f,
        (c + k) / 2 - g,
    )


def bounds(shapes: Iterable[Shape], usual: Box) -> Box:
    """The box that SHAPES fill, halos aside; USUAL if there are none."""
    xs: list[float] = []
    ys: list[float] = []
    for shape in shapes:
        if isinstance(shape, Poly):
            xs += [x for x, _ in shape.points]
            ys += [y for _, y in shape.points]
        elif isinstance(shape, Ball):
            xs += [shape.x - shape.wide, shape.x + shape.wide]
            ys += [shape.y - shape.wide, shape.y + shape.wide]
    return Box(min(xs), min(ys), max(xs), max(ys)) if xs else usual


def hull(points: list[Pixel]) -> Ring:
    """The convex hull of POINTS."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return tuple(ordered)
    return (*_half(ordered), *_half(ordered[::-1]))


def _half(ordered: list[Pixel]) -> list[Pixel]:
    kept: list[Pixel] = []
    for x, y in ordered:
        while len(kept) > 1:
            (ax, ay), (bx, by) = kept[-2:]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                break
            kept.pop()
        kept.append((x, y))
    return kept[:-1]


def ring_on_ground(camera: Camera, at: Point, radius: float) -> Ball:
    """A round shadow of RADIUS units below AT."""
    x, y = camera.at((at[0], 0.0, at[2]))
    squash = 1.0 if camera.is_plan else 0.577
    wide = radius * camera.scale * (1.0 if camera.is_plan else 1.2247)
    return Ball(x, y, wide, wide * squash, 0.0, (0, 0, 0), is_round=False)
