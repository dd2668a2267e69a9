"""An office of agents."""

from __future__ import annotations

from math import pi

from worlds.samples.shapes import Json, build, light, scene, shape
from worlds.state import State


def draw(share: float = 1.0) -> State:
    """Where agents sit: desks, their windows on the wall, themselves."""
    desks = [
        scene(f"desk-{agent}", f"Desk of {agent}", (x, 0, 0.5), _desk(colour))
        for agent, x, colour in SEATS
    ]
    return build(
        [*_room(), *desks, scene("plant", "Rubber plant", (7, 0, 3.5), _plant())],
        share=share,
        groundTiles={
            f"{x},{z}": "metal" if abs(x) < 7 and -2 < z < 4 else "marble"
            for x in range(-9, 10) for z in range(-5, 6)
        },
        skyBackgroundId="studio",
        lights=[light("ceiling", "hemisphere", "#eef4ff", (0, 6, 0)),
                light("desk-lamp", "spot", "#fff2d8", (0, 4, 1))],
        agentWindows=[
            {"id": f"window-{agent}", "agentType": agent, "position": [x, 2.8, -4.4],
             "rotation": [0, 0, 0], "scale": 1, "width": 900, "height": 600,
             "label": f"{agent} at work"}
            for agent, x, _ in SEATS
        ],
        agentAvatars=[
            {"id": f"avatar-{agent}", "agentType": agent, "avatar3dUrl": f"/avatars/{agent}.vrm",
             "position": [x, 0, 2.1], "rotation": [0, pi, 0], "scale": 1,
             "linkedWindowId": f"window-{agent}", "label": agent}
            for agent, x, _ in SEATS
        ],
    )  # fmt: skip


SEATS = (("anorak", -4.5, "#7a5fd0"), ("merlin", 0.0, "#2f8f86"), ("codex", 4.5, "#c8743a"))


def _room() -> list[Json]:
    behind = [
        scene(f"wall-{n}", f"Back wall {n + 1}", (x, 0, -5),
              [shape("box", (0, 2.25, 0), (6, 4.5, 0.3), "#dfe5ea")])
        for n, x in enumerate((-6, 0, 6))
    ]  # fmt: skip
    side = [shape("box", (0, 2.25, 0), (0.3, 4.5, 10), "#cfd7de")]
    return [*behind, scene("wall-side", "Side wall", (-9.1, 0, 0.1), side)]


def _desk(colour: str) -> list[Json]:
    legs = [
        shape("box", (x, 0.5, z), (0.12, 1, 0.12), "#3b3f46")
        for x in (-1.3, 1.3) for z in (-0.5, 0.5)
    ]  # fmt: skip
    return [
        shape("box", (0, 1.05, 0), (3, 0.14, 1.4), "#b98d5c"),
        *legs,
        shape("box", (0, 1.6, -0.3), (1.3, 0.8, 0.08), colour, emissive=colour),
    ]


def _plant() -> list[Json]:
    return [
        shape("cylinder", (0, 0.4, 0), (0.8, 0.8, 0.8), "#b5603f"),
        shape("sphere", (0, 1.5, 0), (1.5, 1.7, 1.5), "#3f8550"),
    ]
