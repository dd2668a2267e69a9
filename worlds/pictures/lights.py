"""Lights: signs for those of the world, halos around what shines by itself."""

from __future__ import annotations

from math import atan2, cos, hypot, log10, radians, sin, tan

from worlds.pictures.camera import Camera
from worlds.pictures.palette import WHITE, Colour, Sky, mix
from worlds.pictures.scene import Scene, Spot, colour_of
from worlds.pictures.shapes import Ball, Glow, Poly, Shape, hull
from worlds.pictures.solids import Solid, clamp, moved
from worlds.state import Thing

SHINING = 0.9
MOST_HALOS = 6
USUAL_HEIGHT = 560


def halos(camera: Camera, sky: Sky, solids: list[Solid], most: float) -> list[Glow]:
    """The halos of what shines by itself, each at most MOST pixels wide."""
    found = []
    for solid in [solid for solid in solids if solid.glow >= SHINING][:MOST_HALOS]:
        x, y = camera.at(moved(solid.matrix, (0.0, 0.0, 0.0)))
        size = max(abs(number) for number in solid.matrix[:3])
        radius = min((size * 2.2 + 0.6) * camera.scale, most)
        found.append(Glow(x, y, radius, solid.colour, 0.5 * sky.glow))
    return found


def shines_from(thing: Thing) -> bool:
    """Whether the place of the light THING matters."""
    return thing.values.get("type") in ("point", "spot")


def light(camera: Camera, scene: Scene, spot: Spot, height: float) -> list[Shape]:
    """A light is a sign, as large in every picture: a bright core, its halo, its beam."""
    thing = spot.thing
    colour = colour_of(thing)
    unit = height / USUAL_HEIGHT
    x, y = camera.at(spot.at)
    core = Ball(x, y, 4.5 * unit, 4.5 * unit, 0, mix(colour, WHITE, 0.5), is_round=False)
    rim = Ball(
        x, y, 6.5 * unit, 6.5 * unit, 0, mix(colour, (120, 90, 30), 0.35), 0.85, is_round=False
    )
    strength = _intensity(thing.values.get("intensity"))
    sky = scene.sky.glow
    radius = max(22.0 * unit, min((1.2 + strength) * camera.scale, height / 4))
    if not shines_from(thing):
        return [Ball(x, y, 10 * unit, 10 * unit, 0, colour, 0.28, is_round=False), rim, core]
    shapes: list[Shape] = [Glow(x, y, radius, colour, (0.35 + strength * 0.12) * sky)]
    if thing.values.get("type") == "spot":
        shapes.insert(0, _beam(camera, spot, colour, strength, height / 3))
    return [*shapes, rim, core]


def _intensity(value: object) -> float:
    """From 0 (dark) to about 4 (as bright as lights can be set)."""
    number = clamp(value, 1e6) if isinstance(value, int | float) else 1.0
    return min(log10(max(number, 0.0) + 1), 4.0)


def _beam(camera: Camera, spot: Spot, colour: Colour, strength: float, most: float) -> Poly:
    """The cone of a spot light, as long as it is strong, until it meets the ground."""
    values = spot.thing.values
    target = values.get("target")
    to = (0.0, -1.0, 0.0)
    if isinstance(target, list) and len(target) == 3:
        numbers = [clamp(n) if type(n) in (int, float) else 0.0 for n in target]
        to = (numbers[0], numbers[1], numbers[2])
    size = hypot(*to) or 1.0
    long = 2.0 + strength * 1.5
    if to[1] < 0:
        long = min(long, max(0.5, spot.at[1]) / (-to[1] / size))
    angle = values.get("angle")
    opening = clamp(angle, 80) if isinstance(angle, int | float) else 45.0
    x, y = camera.at(spot.at)
    end = tuple(spot.at[n] + to[n] / size * long for n in range(3))
    ex, ey = camera.at((end[0], end[1], end[2]))
    wide = tan(radians(max(abs(opening), 6) / 2)) * long * camera.scale
    wide = min(wide, most)
    across = atan2(ey - y, ex - x) + radians(90)
    rim = [
        (ex + wide * cos(across) * cos(t) + wide * 0.3 * sin(across) * sin(t),
         ey + wide * sin(across) * cos(t) + wide * 0.3 * cos(across) * -sin(t))
        for t in (radians(step * 30) for step in range(12))
    ]  # fmt: skip
    return Poly(hull([(x, y), *rim]), colour, 0.16)
