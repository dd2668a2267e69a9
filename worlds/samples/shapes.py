"""What sample worlds are built of.

Lengths are in the world's units, y is up, positions name the middle of a shape.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
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
