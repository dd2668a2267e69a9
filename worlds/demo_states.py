"""States of sample worlds, built from simple shapes; each is the same every time.

Lengths are in the world's units, y is up, positions name the middle of a shape.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from math import cos, pi, sin
from typing import Any

from worlds import state
from worlds.state import State

Json = dict[str, Any]
Place = tuple[float, float, float]
MADE_AT = "2026-03-01T09:00:00.000Z"


def build(parts: list[Json], *, share: float = 1.0, **world: Any) -> State:
    """A world with the first SHARE of its crafted PARTS, at least one if there are any."""
    count = max(1, round(len(parts) * share)) if parts else 0
    data = {
        "version": 1,
        "savedAt": MADE_AT,
        "terrain": None,
        "groundPresetId": "none",
        "craftedScenes": parts[:count],
        "conjuredAssetIds": [],
        "transforms": {},
    } | world
    return state.read(json.dumps(data, ensure_ascii=False).encode())


def cottage(share: float = 1.0) -> State:
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


def island(share: float = 1.0) -> State:
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


def city(share: float = 1.0) -> State:
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


def office(share: float = 1.0) -> State:
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


def playground(share: float = 1.0) -> State:
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


def nothing(share: float = 1.0) -> State:
    """A world as it begins, however long somebody built."""
    return state.read(state.EMPTY)


def scene(id: str, name: str, position: Place, objects: Iterable[Json]) -> Json:
    return {
        "id": id,
        "name": name,
        "prompt": f"{name}, low poly",
        "position": [round(one, 3) for one in position],
        "objects": list(objects),
        "createdAt": MADE_AT,
    }


def shape(type_: str, position: Place, scale: Place, color: str, **more: Any) -> Json:
    numbers = {name: [round(one, 3) for one in values]
               for name, values in (("position", position), ("scale", scale))}  # fmt: skip
    return {"type": type_, **numbers, "color": color, **more}


def light(id: str, kind: str, color: str = "#ffffff", position: Place = (0, 5, 0)) -> Json:
    return {"id": f"light-{id}", "type": kind, "color": color, "intensity": 1,
            "position": list(position), "visible": True}  # fmt: skip
