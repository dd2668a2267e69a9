"""A place where everybody builds."""

from __future__ import annotations

from math import cos, pi, sin

from worlds.samples.shapes import build, light, scene, shape
from worlds.state import State


def draw(share: float = 1.0) -> State:
    """Where everybody may build: a pavilion and whatever came beside it."""
    colours = ("#e0763d", "#3fb8ad", "#8b6be0", "#d4608c", "#74b84d", "#4d97ea", "#e2b93b")
    stacks = [
        scene(f"stack-{n}", f"Somebody's tower {n + 1}",
              (6 * cos(n * 2 * pi / 7), 0, 6 * sin(n * 2 * pi / 7)),
              [shape("box", (0, 0.5 + level, 0), (1.2 - level * 0.2, 1, 1.2 - level * 0.2), colour)
               for level in range(2 + n % 3)])
        for n, colour in enumerate(colours)
    ]  # fmt: skip
    roof = [shape("cone", (0, 4.2, 0), (6, 1.8, 6), "#c9b38a")]
    posts = [
        shape("cylinder", (2 * cos(a), 1.7, 2 * sin(a)), (0.35, 3.4, 0.35), "#efe8da")
        for a in (n * pi / 3 for n in range(6))
    ]
    pavilion = scene("pavilion", "Pavilion", (0, 0, 0), [*roof, *posts])
    return build(
        [pavilion, *stacks],
        share=share,
        groundTiles={
            f"{x},{z}": "stone" if x * x + z * z < 12 else "grass"
            for x in range(-9, 10)
            for z in range(-9, 10)
            if x * x + z * z < 82
        },
        skyBackgroundId="meadow",
        lights=[light("day", "environment")],
    )
