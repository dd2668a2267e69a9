"""Answers of a size that a model can read."""

from __future__ import annotations

import json
from typing import Any

MOST_LETTERS = 40_000


def fitting(found: list[dict[str, Any]], *, most: int = MOST_LETTERS) -> list[dict[str, Any]]:
    """The first of FOUND that come to MOST letters together, and the very first in any case."""
    room = most
    kept: list[dict[str, Any]] = []
    for each in found:
        room -= len(json.dumps(each, ensure_ascii=False))
        if room < 0 and kept:
            break
        kept.append(each)
    return kept
