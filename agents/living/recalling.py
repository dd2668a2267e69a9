"""Finds cycles by words: those that are present, and those in the archive.

Rare words weigh more than common ones; of equals the newest comes first. Of the archive
only what the present consciousness stands for is looked at: what a restore left behind
stays forgotten. One pass over the words of the agent's own archived cycles, no texts read.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from agents.living import shelving, window, wording
from agents.living.window import Entry
from agents.models import AgentConsciousness, ArchivedCycle

WORTH = 0.5
"""Of the best one's weight, what another must reach."""


@dataclass(frozen=True)
class Found:
    """A cycle that was found, and the part of it that shows why."""

    number: int
    at: str
    summary: str
    excerpt: str
    is_present: bool


@dataclass(frozen=True)
class Ranked:
    number: int
    weight: float


def search(held: AgentConsciousness, query: str, *, most: int) -> list[Found]:
    """The MOST best cycles of HELD, which can be read, for the words of QUERY."""
    looked_for = wording.terms(query)
    if not looked_for:
        return []
    present = {
        cycle["number"]: shelving.text(window.of(held.messages, cycle))
        for cycle in window.whole(held.cycles)
    }
    marked = [
        *((n, _marks(wording.kept(text), looked_for)) for n, text in present.items()),
        *_archived_marks(held, looked_for),
    ]
    best = _ranked(marked)[:most]
    shelved = {row.cycle_number: row for row in _rows(held, [r.number for r in best])}
    entries = {cycle["number"]: cycle for cycle in window.whole(held.cycles)}
    return [
        _of_present(entries[one.number], present[one.number], looked_for)
        if one.number in present
        else _of_archive(shelved[one.number], looked_for)
        for one in best
    ]


def archived(held: AgentConsciousness) -> QuerySet[ArchivedCycle]:
    """The archived cycles that HELD stands for."""
    own = ArchivedCycle.objects.filter(agent_entity=held.agent_entity_id)
    ranges = [Q(cycle_number__range=pair) for pair in window.ranges(held.cycles)]
    return own.filter(reduce(or_, ranges)) if ranges else own.none()


def whole(held: AgentConsciousness, number: int) -> str | None:
    """All of cycle NUMBER as one text, wherever it lies."""
    for cycle in window.whole(held.cycles):
        if cycle["number"] == number:
            return shelving.text(window.of(held.messages, cycle))
    row = archived(held).filter(cycle_number=number).first()
    return shelving.text(row.messages) if row else None


def _rows(held: AgentConsciousness, numbers: list[int]) -> QuerySet[ArchivedCycle]:
    return archived(held).filter(cycle_number__in=numbers)


def _marks(words: str, looked_for: list[str]) -> list[bool]:
    return [term in words for term in looked_for]


def _archived_marks(
    held: AgentConsciousness, looked_for: list[str]
) -> list[tuple[int, list[bool]]]:
    tests = {f"term_{place}": Q(words__contains=term) for place, term in enumerate(looked_for)}
    rows = archived(held).filter(reduce(or_, tests.values())).annotate(**tests)
    return [(number, list(found)) for number, *found in rows.values_list("cycle_number", *tests)]


def _ranked(marked: Sequence[tuple[int, list[bool]]]) -> list[Ranked]:
    hits = [(number, marks) for number, marks in marked if any(marks)]
    counts = [sum(column) for column in zip(*(marks for _, marks in hits), strict=True)]
    worth = [math.log(1 + len(marked) / count) if count else 0.0 for count in counts]
    weighed = [
        Ranked(number, sum(w for w, is_in in zip(worth, marks, strict=True) if is_in))
        for number, marks in hits
    ]
    weighed.sort(key=lambda one: (-one.weight, -one.number))
    return [one for one in weighed if one.weight >= weighed[0].weight * WORTH]


def _of_present(cycle: Entry, text: str, looked_for: list[str]) -> Found:
    return Found(
        cycle["number"],
        str(cycle.get("at") or ""),
        cycle["summary"],
        wording.excerpt(text, looked_for),
        is_present=True,
    )


def _of_archive(row: ArchivedCycle, looked_for: list[str]) -> Found:
    return Found(
        row.cycle_number,
        _written(row.at),
        row.summary,
        wording.excerpt(shelving.text(row.messages), looked_for),
        is_present=False,
    )


def _written(at: datetime | None) -> str:
    return at.isoformat() if at else ""
