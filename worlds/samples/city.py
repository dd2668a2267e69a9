"""A town at night."""

from __future__ import annotations

import random
from collections.abc import Iterator

from worlds.samples.shapes import Json, build, light, scene, shape
from worlds.state import State


def draw(share: float = 1.0) -> State:
    """Blocks of a town at night, lit windows and street lamps."""
    chance = random.Random(41)  # noqa: S311 -- sample data, not secrets
    blocks = [(x, z) for x in range(-12, 13, 6) for z in range(-12, 13, 6)]
    towers = [
        scene(f"tower-{n}", f"Tower {n + 1}", (x, 0, z), list(_tower(chance)))
        for n, (x, z) in enumerate(blocks)
    ]
    tiles = {
        f"{x},{z}": "cobble" if (x - 3) % 6 == 0 or (z - 3) % 6 == 0 else "concrete"
        for x in range(-15, 16)
        for z in range(-15, 16)
    }
    lamps = [
        light(f"street-{x}-{z}", "point", "#ffc97a", (x, 4, z))
        for x in (-9, 3, 9) for z in (-9, 3, 9)
    ]  # fmt: skip
    return build(towers, share=share, groundTiles=tiles, skyBackgroundId="night007", lights=lamps)


def _tower(chance: random.Random) -> Iterator[Json]:
    high, wide = chance.choice((3, 4, 5, 7, 9, 12)), chance.choice((2.8, 3.4, 4))
    colour = chance.choice(("#39425c", "#4a4f6b", "#2f3a4d", "#54506a", "#3f4a52"))
    yield shape("box", (0, high / 2, 0), (wide, high, wide), colour)
    for floor in range(1, high):
        glass = chance.choice(("#ffd98a", "#9fd3ff", "#ffb86b", "#2a3040"))
        lit = {"emissive": glass} if glass != "#2a3040" else {}
        yield shape("box", (0, floor, wide / 2), (wide * 0.8, 0.4, 0.1), glass, **lit)
        yield shape("box", (wide / 2, floor, 0), (0.1, 0.4, wide * 0.8), glass, **lit)
    if high > 8:
        yield shape("glow_orb", (0, high + 0.6, 0), (0.5, 0.5, 0.5), "#ff6a6a")
