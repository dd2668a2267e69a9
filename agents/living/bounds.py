"""Whether the boundaries of cycles fit the messages that they lie in. Pure."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, TypeGuard

KEYS = {"number", "summary"}


def fault(held: list[Any], cycles: Any) -> str:
    """What is wrong with the boundaries in CYCLES, or nothing."""
    if not isinstance(cycles, list):
        return "The cycles are no list."
    for place, cycle in enumerate(cycles):
        if wrong := _shape(cycle):
            return f"Cycle at place {place} {wrong}."
    for one, after in pairwise(cycles):
        if after["number"] <= one.get("through", one["number"]):
            return f"Cycle {after['number']} comes after one with a higher number."
        if wrong := _next(one, after):
            return f"Cycle {after['number']} {wrong}."
    ends = "end" not in cycles[-1] or cycles[-1]["end"] == len(held) if cycles else True
    return "" if ends else "The cycles do not end with the last message."


def _shape(cycle: Any) -> str:
    if not isinstance(cycle, dict) or not cycle.keys() >= KEYS:
        return "is incomplete"
    if not isinstance(cycle["summary"], str) or not _is_count(cycle["number"]):
        return "has no number or no summary"
    if "start" not in cycle and "end" not in cycle:
        last = cycle.get("through")
        return "" if _is_count(last) and last >= cycle["number"] else "stands for no cycles"
    start, end = cycle.get("start"), cycle.get("end")
    return "" if _is_count(start) and _is_count(end) and start < end else "has no messages"


def _next(one: dict[str, Any], after: dict[str, Any]) -> str:
    """What is wrong with AFTER, which follows ONE."""
    if "start" not in after:
        return "was archived before one that is whole" if "start" in one else ""
    if "end" in one and after["start"] != one["end"]:
        return "does not begin where the one before ends"
    return ""


def _is_count(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
