"""An island of fire."""

from __future__ import annotations

from math import cos, pi, sin

from worlds.samples.shapes import Json, build, light, scene, shape
from worlds.state import State


def draw(share: float = 1.0) -> State:
    """A volcano in a ring of sand, with palms."""
    tiles = {}
    for x in range(-10, 11):
        for z in range(-10, 11):
            far = (x * x + z * z) ** 0.5 + sin(x * 1.7 + z) * 0.5
            ground = next((name for most, name in RINGS if far < most), "")
            if ground:
                tiles[f"{x},{z}"] = ground
    palms = [
        scene(f"palm-{n}", f"Palm {n + 1}", (7.6 * cos(n * pi / 5), 0, 7.6 * sin(n * pi / 5)),
              _palm())
        for n in range(10)
    ]  # fmt: skip
    volcano = scene("volcano", "Volcano", (0, 0, 0), _volcano())
    return build(
        [volcano, *palms, scene("raft", "Raft", (9.5, 0, 4), _raft())],
        share=share,
        groundTiles=tiles,
        skyBackgroundId="belfast_sunset",
        lights=[light("glow", "point", "#ff7a3c", (0, 6, 0)), light("day", "environment")],
    )


RINGS = ((2.2, "lava"), (4.2, "rocks"), (6.4, "forest"), (8, "grass"), (9.6, "sand"))


def _volcano() -> list[Json]:
    return [
        shape("cone", (0, 2.4, 0), (7.6, 4.8, 7.6), "#6f5a50"),
        shape("cylinder", (0, 4.3, 0), (1.9, 0.7, 1.9), "#e2571f", emissive="#ff6a2a"),
        shape("flame", (0, 5.4, 0), (1.2, 1.8, 1.2), "#ffb24a"),
    ]


def _palm() -> list[Json]:
    leaves = [
        shape("box", (0.7 * cos(a), 2.7, 0.7 * sin(a)), (1.5, 0.1, 0.4), "#4d9a45",
              rotation=(0, -a, 0.3))
        for a in (0, 2 * pi / 3, 4 * pi / 3)
    ]  # fmt: skip
    return [shape("cylinder", (0, 1.3, 0), (0.3, 2.6, 0.3), "#9a7448"), *leaves]


def _raft() -> list[Json]:
    return [
        shape("box", (0, 0.15, 0), (2.2, 0.3, 1.6), "#8a6a48"),
        shape("cylinder", (0, 1.4, 0), (0.12, 2.6, 0.12), "#6b4a2f"),
        shape("flag", (0.5, 2.2, 0), (1, 0.8, 0.1), "#f1ead8"),
    ]
