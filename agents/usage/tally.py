"""Sums of the ledger as differences: gathered per transaction, added in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from operator import add
from typing import Any, NamedTuple

from django.db import connection

from agents.models import LinkRank, TotalKind
from agents.usage.facts import HOUR
from agents.usage.rows import Row

FIGURES = (
    "requests",
    "input_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "reasoning_tokens",
    "cost_pico",
    "unpriced",
)
UNASSIGNED = ""
"""The subject of a mission total for requests without a mission."""


def link_subject(rank: int) -> str:
    """Assigned, assumed or unassigned: what a request's RANK comes to."""
    if rank == LinkRank.NONE:
        return "unassigned"
    return "assumed" if rank == LinkRank.ASSUMED else "assigned"


class Group(NamedTuple):
    """What rows share that go into the same totals."""

    slot: str
    model: str
    project: str
    session: str
    mission_id: int | None
    rank: int
    provider: str
    seen_via: str


def group_of(row: Row) -> Group:
    return Group(
        row.slot,
        row.model,
        row.project,
        row.session,
        row.mission_id,
        row.rank,
        row.provider,
        row.seen_via,
    )


def subjects_of(group: Group) -> list[tuple[str, str]]:
    """Kind and subject of every total that counts the rows of GROUP."""
    mission = UNASSIGNED if group.mission_id is None else str(group.mission_id)
    found = [
        (TotalKind.ALL.value, ""),
        (TotalKind.MODEL.value, group.model),
        (TotalKind.PROJECT.value, group.project),
        (TotalKind.SESSION.value, group.session),
        (TotalKind.AGENT.value, group.seen_via),
        (TotalKind.MISSION.value, mission),
        (TotalKind.LINK.value, link_subject(group.rank)),
    ]
    if group.rank == LinkRank.ASSUMED:
        found.append((TotalKind.ASSUMED.value, mission))
    return found


def figures_of(row: Row) -> list[int]:
    """FIGURES of one row."""
    return [
        1,
        row.input_tokens,
        row.cache_read_tokens,
        row.cache_write_5m_tokens,
        row.cache_write_1h_tokens,
        row.output_tokens,
        row.reasoning_tokens,
        row.cost_pico or 0,
        int(row.cost_pico is None),
    ]


class Tally:
    """What a transaction adds to (or takes from) the totals of one owner."""

    def __init__(self) -> None:
        self._groups: dict[Group, list[int]] = {}

    def add(self, row: Row) -> None:
        _into(self._groups, group_of(row), figures_of(row))

    def remove(self, row: Row) -> None:
        _into(self._groups, group_of(row), [-figure for figure in figures_of(row)])

    def write(self, owner_id: int) -> None:
        """Add the differences to the stored rows; call inside the facts' transaction."""
        slots: dict[tuple[str, str, str], list[int]] = {}
        hours: dict[tuple[str, str, str, str], list[int]] = {}
        for group, figures in self._groups.items():
            for kind, subject in subjects_of(group):
                _into(slots, (kind, subject, group.slot), figures)
            hour = group.slot[:HOUR], group.seen_via, group.provider, group.model
            _into(hours, hour, figures)
        _add("agents_usagetotal", owner_id, ("kind", "subject", "slot"), slots)
        _add("agents_tokenburn", owner_id, ("window", "source", "provider", "model"), hours)


def _into(sums: dict[Any, list[int]], place: Any, figures: list[int]) -> None:
    known = sums.get(place)
    sums[place] = figures if known is None else list(map(add, known, figures))


def _add(table: str, owner_id: int, place: tuple[str, ...], sums: Mapping[Any, list[int]]) -> None:
    """One upsert per row; in order of their places, so that two writers cannot deadlock."""
    names = ("owner_id", *place, *FIGURES)
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join(["%s"] * len(names))
    target = ", ".join(f'"{name}"' for name in ("owner_id", *place))
    steps = ", ".join(f'"{name}" = {table}."{name}" + excluded."{name}"' for name in FIGURES)
    rows = [(owner_id, *where, *sums[where]) for where in sorted(sums) if any(sums[where])]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 -- our own names
            f" ON CONFLICT ({target}) DO UPDATE SET {steps}",
            rows,
        )
