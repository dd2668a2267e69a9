"""A lighthouse keeper's cottage on a coast."""

from __future__ import annotations

from math import cos, sin

from worlds.samples.shapes import Json, Place, build, light, scene, shape
from worlds.state import State


def draw(share: float = 1.0) -> State:
    """A lighthouse keeper's cottage between a beach and a wood."""
    return build(
        [
            scene("cottage", "Keeper's cottage", (-3, 0, 1), _cottage()),
            scene("lighthouse", "Lighthouse", (7, 0, -4), _lighthouse()),
            scene("pier", "Pier", (7, 0, 6), _pier()),
            *(scene(f"pine-{n}", f"Pine {n + 1}", spot, _pine()) for n, spot in enumerate(PINES)),
        ],
        share=share,
        groundTiles=_coast(),
        skyBackgroundId="sunset",
        catalogPlacements=[
            {"id": f"lamp-{n}", "catalogId": "light_street1", "name": "Street lamp",
             "glbPath": "/models/light_street1.gltf", "position": spot, "scale": 1.4}
            for n, spot in enumerate(([1, 0, 4], [5, 0, 1]))
        ],
        lights=[light("beam", "point", "#fff0c0", (7, 8, -4)), light("day", "environment")],
        behaviors={"lighthouse": {"visible": True, "label": "Lighthouse",
                                  "movement": {"type": "spin", "speed": 0.4}}},
    )  # fmt: skip


PINES: list[Place] = [(-8, 0, -6), (-5, 0, -7), (-9, 0, -1), (-1, 0, -6), (-8, 0, 5), (2, 0, -8)]


def _cottage() -> list[Json]:
    return [
        shape("box", (0, 1.5, 0), (6, 3, 4), "#efe3cf"),
        shape("box", (0, 3.7, 1.15), (6.6, 0.25, 3), "#a5483c", rotation=(0.62, 0, 0)),
        shape("box", (0, 3.7, -1.15), (6.6, 0.25, 3), "#8f3d33", rotation=(-0.62, 0, 0)),
        shape("box", (1.9, 4.6, -0.4), (0.8, 1.8, 0.8), "#7a6a5c"),
        shape("box", (0, 1, 2.05), (1.1, 2, 0.12), "#4c6b7a"),
        *(
            shape("box", (x, 1.7, 2.05), (1, 1, 0.1), "#ffd98a", emissive="#ffca6a")
            for x in (-2, 2)
        ),
    ]


def _lighthouse() -> list[Json]:
    bands = [
        shape("cylinder", (0, 0.9 + 1.8 * n, 0), (2.6 - 0.3 * n, 1.8, 2.6 - 0.3 * n), colour)
        for n, colour in enumerate(("#f4f1ea", "#c8473a", "#f4f1ea", "#c8473a"))
    ]
    return [
        *bands,
        shape("cylinder", (0, 7.3, 0), (2.2, 0.2, 2.2), "#3b3f46"),
        shape("glow_orb", (0, 8, 0), (1.1, 1.1, 1.1), "#ffe39a"),
        shape("cone", (0, 9.1, 0), (1.9, 1.1, 1.9), "#3b3f46"),
    ]


def _pier() -> list[Json]:
    posts = [
        shape("cylinder", (x, 0.2, z), (0.25, 1.2, 0.25), "#5d4630")
        for x in (-0.9, 0.9) for z in (-2, 0, 2)
    ]  # fmt: skip
    return [shape("box", (0, 0.8, 0), (2.4, 0.2, 6), "#8a6a48"), *posts]


def _pine() -> list[Json]:
    return [
        shape("cylinder", (0, 0.6, 0), (0.4, 1.2, 0.4), "#6b4a2f"),
        shape("cone", (0, 2, 0), (2.4, 2.2, 2.4), "#2f6b45"),
        shape("cone", (0, 3.3, 0), (1.7, 1.9, 1.7), "#38794f"),
    ]


def _coast() -> dict[str, str]:
    tiles = {}
    for x in range(-11, 12):
        for z in range(-10, 11):
            edge = 10.2 + sin(x * 0.9) * 0.7 + cos(z * 1.3) * 0.6
            far = (x * x + z * z) ** 0.5
            if far < edge:
                is_beach = (z > 4 and x > 2) or far > edge - 1
                tiles[f"{x},{z}"] = "sand" if is_beach else "grass"
    path = {f"{x},{z}": "cobble" for x, z in ((-3, 4), (-2, 4), (-1, 3), (0, 3), (1, 2), (2, 1))}
    path |= {f"{x},0": "cobble" for x in range(3, 7)} | {f"6,{z}": "cobble" for z in (-1, -2)}
    return tiles | path
