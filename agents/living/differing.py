"""What restoring a snapshot would change, in cycles. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from agents.living import window
from agents.living.window import Entry


@dataclass(frozen=True)
class Difference:
    """Numbers of cycles, in ranges: `kept` whole before and after, `back` whole again, `lines`
    only as a line then, `gone` known now and not then.
    """

    kept: str
    back: str
    lines: str
    gone: str


def between(present: list[Entry], kept: list[Entry]) -> Difference:
    """How the cycles KEPT in a snapshot differ from those PRESENT; both can be read."""
    now, then = _whole(present), _whole(kept)
    known_now, known_then = now | _lines(present), then | _lines(kept)
    return Difference(
        kept=spelled(now & then),
        back=spelled(then - now),
        lines=spelled(now & (known_then - then)),
        gone=spelled(known_now - known_then),
    )


def spelled(numbers: Iterable[int]) -> str:
    """NUMBERS in words such as 1–4, 7; empty for none."""
    ordered = sorted(numbers)
    breaks = [at for at, two in enumerate(pairwise(ordered), 1) if two[1] != two[0] + 1]
    parts = [ordered[a:b] for a, b in pairwise([0, *breaks, len(ordered)]) if a < b]
    return ", ".join(str(p[0]) if len(p) == 1 else f"{p[0]}–{p[-1]}" for p in parts)


def _whole(cycles: list[Any]) -> set[int]:
    return {cycle["number"] for cycle in window.whole(cycles)}


def _lines(cycles: list[Entry]) -> set[int]:
    return {n for first, last in window.ranges(cycles) for n in range(first, last + 1)}
