"""Makes states of worlds in the shape and size profile of real ones (spec/oasis §4)."""

from __future__ import annotations

import json
import random
from typing import Any

CATALOG = (
    ("light_street1", "Street Light 1", "/models/kit/Platforms/Light_Street_1.gltf"),
    ("tree_pine_03", "Pine", "/models/nature/Tree_Pine_03.glb"),
    ("bench_wood", "Bench", "/models/park/Bench_Wood.glb"),
    ("rock_large_a", "Large rock", "/models/nature/Rock_Large_A.glb"),
    ("fence_corner", "Fence corner", "/models/park/Fence_Corner.gltf"),
    ("crate_metal", "Crate", "/models/kit/Props/Crate_Metal.gltf"),
)
PRIMITIVES = ("box", "sphere", "cylinder", "cone", "torus", "plane", "capsule", "crystal")
GROUNDS = ("grass", "sand", "stone", "snow", "forest", "cobble")
LIGHTS = ("point", "spot", "directional")
CRAFTED_SHARE = 0.01
CONJURED_SHARE = 0.05
MOVED_SHARE = 0.1
HALF = 60.0


def make_state(objects: int, seed: int) -> bytes:
    """A world of so many OBJECTS, about 200 bytes each; the same bytes for the same SEED."""
    return spelled(make_world(objects, random.Random(seed)))


def make_world(objects: int, chance: random.Random) -> dict[str, Any]:
    """What such a state says, each thing with its number of full precision."""
    crafted, conjured = int(objects * CRAFTED_SHARE), int(objects * CONJURED_SHARE)
    placements = [_placement(chance, n) for n in range(objects - crafted - conjured)]
    ids = [f"conj_{chance.getrandbits(60):012x}" for _ in range(conjured)]
    moved = chance.sample(placements, int(len(placements) * MOVED_SHARE))
    return {
        "version": 1,
        "terrain": None,
        "groundPresetId": "none",
        "groundTiles": _tiles(chance, objects // 5),
        "craftedScenes": [_scene(chance, n) for n in range(crafted)],
        "conjuredAssetIds": ids,
        "catalogPlacements": placements,
        "transforms": {id: _transform(chance) for id in [*ids, *(one["id"] for one in moved)]},
        "behaviors": {id: {"visible": True, "movement": {"type": "static"}} for id in ids},
        "lights": [_light(chance, n) for n in range(4 + objects // 250)],
        "skyBackgroundId": "sunset",
        "savedAt": "2026-03-03T02:32:25.440Z",
    }


def spelled(world: dict[str, Any]) -> bytes:
    """As a browser writes it: no spaces, nothing escaped."""
    return json.dumps(world, separators=(",", ":"), ensure_ascii=False).encode()


def move(world: dict[str, Any], count: int, chance: random.Random) -> None:
    """Put COUNT of the placements elsewhere, by their transform if they have one."""
    for placement in chance.sample(world["catalogPlacements"], count):
        where = world["transforms"].get(placement["id"], placement)
        where["position"] = _position(chance)


def _position(chance: random.Random) -> list[float]:
    return [chance.uniform(-HALF, HALF), chance.choice((0, 0.5)), chance.uniform(-HALF, HALF)]


def _placement(chance: random.Random, number: int) -> dict[str, Any]:
    catalog, name, path = chance.choice(CATALOG)
    stamp = 1_772_375_016_931 + number * 1_000 + chance.randrange(1_000)
    return {
        "id": f"catalog-{catalog}-{stamp}",
        "catalogId": catalog,
        "name": name,
        "glbPath": path,
        "position": _position(chance),
        "scale": chance.choice((1, 1, 2, 1.5)),
    }


def _transform(chance: random.Random) -> dict[str, Any]:
    return {
        "position": _position(chance),
        "rotation": [0, chance.uniform(-3.1, 3.1), 0],
        "scale": [chance.uniform(0.5, 2)] * 3,
    }


def _scene(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "id": f"craft_{chance.getrandbits(60):012x}",
        "name": f"House {number}",
        "prompt": "a small house with a bench",
        "objects": [_primitive(chance) for _ in range(chance.randrange(3, 24))],
        "position": _position(chance),
        "createdAt": "2026-03-01T14:04:23.346Z",
    }


def _primitive(chance: random.Random) -> dict[str, Any]:
    return {
        "type": chance.choice(PRIMITIVES),
        "position": [round(chance.uniform(-3, 3), 2) for _ in range(3)],
        "scale": [round(chance.uniform(0.1, 2), 2) for _ in range(3)],
        "color": f"#{chance.randrange(1 << 24):06X}",
        "roughness": 0.8,
    }


def _light(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "id": f"light-{chance.getrandbits(40):010x}-{number}",
        "type": chance.choice(LIGHTS),
        "color": "#ffd9a0",
        "intensity": round(chance.uniform(1, 300), 1),
        "position": _position(chance),
        "visible": True,
    }


def _tiles(chance: random.Random, count: int) -> dict[str, str]:
    side = int(count**0.5) + 1
    every = [f"{x - side // 2},{z - side // 2}" for x in range(side) for z in range(side)]
    return {key: chance.choice(GROUNDS) for key in every[:count]}
