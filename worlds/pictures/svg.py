from __future__ import annotations

from collections.abc import Mapping

from worlds.state import State


def draw_map(state: State, *, marks: Mapping[str, str] | None = None) -> str:
    return "<svg></svg>"


def anchor(id: str, names: str = "thing") -> str:
    return names + "-" + id
