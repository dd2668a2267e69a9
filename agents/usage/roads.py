"""The roads that a request reaches us by, and which of them is believed. Pure.

One request may be told by a session log, by a log event, by a span and, summed with
others, by a metric point. The order is that of `Road`: our own journal and session logs
first, then log events, spans, metric points, and hourly sums that others kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from agents.models import Road

BEST_FIRST = tuple(Road.values)
RANKS = {road: rank for rank, road in enumerate(reversed(BEST_FIRST))}
"""The higher rank counts."""


@lru_cache(maxsize=256)
def gathered(*told: str) -> str:
    """The roads of all of TOLD, which are such lists themselves, the best first."""
    return ",".join(sorted(_each(told), key=BEST_FIRST.index))


def _each(told: Iterable[str]) -> set[str]:
    return {road for roads in told for road in roads.split(",")}
