"""Solids: unit shapes, where a matrix puts them, and the faces a viewer sees.

Matrices are twelve numbers, three rows of (x, y, z, shift). The unit shapes are those of the
3D clients: a box of side 1, a sphere, cylinder and cone of diameter and height 1, and so on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import cos, pi, sin

from worlds.pictures.palette import Colour

Point = tuple[float, float, float]
Matrix = tuple[float, float, float, float, float, float, float, float, float, float, float, float]
Mesh = tuple[tuple[Point, ...], tuple[tuple[int, ...], ...]]

IDENTITY: Matrix = (1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0)
FAR = 1e6
LARGE = 1e4
SIDES = 12
BALL = "ball"
FLAT = frozenset({"plane", "flag", "pane", "veil"})


@dataclass(frozen=True)
class Solid:
    """One shape in the world. GLOW from 0 (lit by the sky) to 1 (shines by itself)."""

    shape: str
    matrix: Matrix
    colour: Colour
    opacity: float = 1.0
    glow: float = 0.0


def clamp(value: float, most: float = FAR) -> float:
    return max(-most, min(most, float(value)))


def placed(position: Point, rotation: Point, scale: Point) -> Matrix:
    """Scale, then turn by Euler angles XYZ, then shift; all clamped to what can be drawn."""
    px, py, pz = (clamp(value) for value in position)
    sx, sy, sz = (clamp(value, LARGE) for value in scale)
    if rotation == (0.0, 0.0, 0.0):
        return (sx, 0, 0, px, 0, sy, 0, py, 0, 0, sz, pz)
    x, y, z = (clamp(value) for value in rotation)
    a, b, c, d, e, f = cos(x), sin(x), cos(y), sin(y), cos(z), sin(z)
    return (
        c * e * sx, -c * f * sy, d * sz, px,
        (a * f + b * e * d) * sx, (a * e - b * f * d) * sy, -b * c * sz, py,
        (b * f - a * e * d) * sx, (b * e + a * f * d) * sy, a * c * sz, pz,
    )  # fmt: skip


def within(outer: Matrix, inner: Matrix) -> Matrix:
    """INNER, then OUTER."""
    a, b, c, d, e, f, g, h, i, j, k, m = outer
    x1, x2, x3, x4, y1, y2, y3, y4, z1, z2, z3, z4 = inner
    return (
        a * x1 + b * y1 + c * z1, a * x2 + b * y2 + c * z2,
        a * x3 + b * y3 + c * z3, clamp(a * x4 + b * y4 + c * z4 + d),
        e * x1 + f * y1 + g * z1, e * x2 + f * y2 + g * z2,
        e * x3 + f * y3 + g * z3, clamp(e * x4 + f * y4 + g * z4 + h),
        i * x1 + j * y1 + k * z1, i * x2 + j * y2 + k * z2,
        i * x3 + j * y3 + k * z3, clamp(i * x4 + j * y4 + k * z4 + m),
    )  # fmt: skip


def moved(matrix: Matrix, point: Point) -> Point:
    a, b, c, d, e, f, g, h, i, j, k, m = matrix
    x, y, z = point
    return (a * x + b * y + c * z + d, e * x + f * y + g * z + h, i * x + j * y + k * z + m)


def is_mirrored(matrix: Matrix) -> bool:
    a, b, c, _, e, f, g, _, i, j, k, _ = matrix
    return a * (f * k - g * j) - b * (e * k - g * i) + c * (e * j - f * i) < 0


def corners(solid: Solid) -> list[Point]:
    """Points whose box holds SOLID."""
    vertices, _ = mesh("box" if solid.shape == BALL else solid.shape)
    return [moved(solid.matrix, vertex) for vertex in vertices]


def extent(solid: Solid) -> tuple[Point, Point]:
    """The lowest and the highest corner of the box, along the axes, around SOLID."""
    a, b, c, x, e, f, g, y, i, j, k, z = solid.matrix
    wide, high, deep = (abs(p) + abs(q) + abs(r) for p, q, r in ((a, b, c), (e, f, g), (i, j, k)))
    wide, high, deep = wide / 2, high / 2, deep / 2
    return (x - wide, y - high, z - deep), (x + wide, y + high, z + deep)


@lru_cache(maxsize=64)
def mesh(shape: str) -> Mesh:
    """Vertices and faces (counter-clockwise seen from outside) of the unit SHAPE."""
    if shape in PROFILES:
        return _turned(*PROFILES[shape])
    if shape == "torus":
        return _torus(0.4, 0.15)
    if shape in FLAT:
        return ((-0.5, -0.5, 0), (0.5, -0.5, 0), (0.5, 0.5, 0), (-0.5, 0.5, 0)), ((0, 1, 2, 3),)
    if shape == "gable":
        return _gable()
    return _box()


def _box() -> Mesh:
    vertices = tuple((x, y, z) for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5))
    faces = ((4, 6, 7, 5), (0, 1, 3, 2), (2, 3, 7, 6), (0, 4, 5, 1), (1, 5, 7, 3), (0, 2, 6, 4))
    return vertices, faces


def _gable() -> Mesh:
    """A roof: its ridge runs along x."""
    low = ((-0.5, -0.5, -0.5), (0.5, -0.5, -0.5), (0.5, -0.5, 0.5), (-0.5, -0.5, 0.5))
    vertices = (*low, (-0.5, 0.5, 0.0), (0.5, 0.5, 0.0))
    return vertices, ((0, 1, 2, 3), (3, 2, 5, 4), (1, 0, 4, 5), (2, 1, 5), (0, 3, 4))


def _turned(profile: tuple[tuple[float, float], ...], sides: int) -> Mesh:
    """PROFILE, pairs of (radius, height) from the bottom up, turned about y."""
    vertices: list[Point] = []
    rings: list[list[int]] = []
    for radius, height in profile:
        count = sides if radius else 1
        start = len(vertices)
        vertices += [
            (radius * sin(2 * pi * n / sides), height, radius * cos(2 * pi * n / sides))
            for n in range(count)
        ]
        rings.append([start + n % count for n in range(sides)])
    faces: list[tuple[int, ...]] = []
    if profile[0][0]:
        faces.append(tuple(reversed(rings[0])))
    for low, high in pairwise(rings):
        for n in range(sides):
            after = (n + 1) % sides
            face = dict.fromkeys((low[n], low[after], high[after], high[n]))
            faces.append(tuple(face))
    if profile[-1][0]:
        faces.append(tuple(rings[-1]))
    return tuple(vertices), tuple(faces)


def _torus(radius: float, tube: float, around: int = 14, across: int = 6) -> Mesh:
    vertices = tuple(
        (
            (radius + tube * cos(2 * pi * m / across)) * cos(2 * pi * n / around),
            (radius + tube * cos(2 * pi * m / across)) * sin(2 * pi * n / around),
            tube * sin(2 * pi * m / across),
        )
        for n in range(around)
        for m in range(across)
    )
    faces = tuple(
        (
            n * across + m,
            (n + 1) % around * across + m,
            (n + 1) % around * across + (m + 1) % across,
            n * across + (m + 1) % across,
        )
        for n in range(around)
        for m in range(across)
    )
    return vertices, faces


PROFILES: dict[str, tuple[tuple[tuple[float, float], ...], int]] = {
    "cylinder": (((0.5, -0.5), (0.5, 0.5)), SIDES),
    "cone": (((0.5, -0.5), (0.0, 0.5)), SIDES),
    "capsule": (
        ((0.0, -0.55), (0.21, -0.46), (0.3, -0.25), (0.3, 0.25), (0.21, 0.46), (0.0, 0.55)), 10,
    ),
    "crystal": (((0.16, -0.5), (0.34, -0.1), (0.24, 0.25), (0.0, 0.5)), 6),
    "gem": (((0.0, -0.5), (0.45, 0.14), (0.4, 0.24), (0.22, 0.42)), 8),
    "flame": (((0.14, -0.5), (0.34, -0.2), (0.2, 0.15), (0.0, 0.5)), 8),
    "taper": (((0.5, -0.5), (0.32, 0.5)), 8),
    "rock": (((0.42, -0.5), (0.5, -0.1), (0.3, 0.4), (0.0, 0.5)), 7),
    "hull": (((0.26, -0.5), (0.44, -0.05), (0.5, 0.5)), SIDES),
}  # fmt: skip
