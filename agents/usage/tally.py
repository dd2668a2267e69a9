"""Sums of the ledger as differences: gathered per transaction, added in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db import connection

from agents.models import LinkRank, TotalKind
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


def subjects_of(row: Row) -> Iterator[tuple[str, str]]:
    """Kind and subject of every total that counts ROW."""
    mission = UNASSIGNED if row.mission_id is None else str(row.mission_id)
    yield TotalKind.ALL.value, ""
    yield TotalKind.MODEL.value, row.model
    yield TotalKind.PROJECT.value, row.project
    yield TotalKind.SESSION.value, row.session
    yield TotalKind.AGENT.value, row.seen_via
    yield TotalKind.MISSION.value, mission
    yield TotalKind.LINK.value, link_subject(row.rank)
    if row.rank == LinkRank.ASSUMED:
        yield TotalKind.ASSUMED.value, mission


def figures_of(row: Row) -> tuple[int, ...]:
    return (
        1,
        row.input_tokens,
        row.cache_read_tokens,
        row.cache_write_5m_tokens,
        row.cache_write_1h_tokens,
        row.output_tokens,
        row.reasoning_tokens,
        row.cost_pico or 0,
        int(row.cost_pico is None),
    )


class Tally:
    """What a transaction adds to (or takes from) the totals of one owner."""

    def __init__(self) -> None:
        self._slots: dict[tuple[str, str, str], list[int]] = defaultdict(_zeros)
        self._hours: dict[tuple[str, str, str, str], list[int]] = defaultdict(_zeros)

    def add(self, row: Row, sign: int = 1) -> None:
        figures = [sign * figure for figure in figures_of(row)]
        for kind, subject in subjects_of(row):
            _into(self._slots[kind, subject, row.slot], figures)
        _into(self._hours[row.slot[:13], row.seen_via, row.provider, row.model], figures)

    def remove(self, row: Row) -> None:
        self.add(row, sign=-1)

    def write(self, owner_id: int) -> None:
        """Add the differences to the stored rows; call inside the facts' transaction."""
        _add(
            "agents_usagetotal",
            ("kind", "subject", "slot"),
            [(owner_id, *place, *sums) for place, sums in self._slots.items() if any(sums)],
        )
        _add(
            "agents_tokenburn",
            ("window", "source", "provider", "model"),
            [(owner_id, *place, *sums) for place, sums in self._hours.items() if any(sums)],
        )


def _zeros() -> list[int]:
    return [0] * len(FIGURES)


def _into(sums: list[int], figures: list[int]) -> None:
    for place, figure in enumerate(figures):
        sums[place] += figure


def _add(table: str, place: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """One upsert per row; in order of their places, so that two writers cannot deadlock."""
    if not rows:
        return
    names = ("owner_id", *place, *FIGURES)
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join(["%s"] * len(names))
    target = ", ".join(f'"{name}"' for name in ("owner_id", *place))
    steps = ", ".join(f'"{name}" = {table}."{name}" + excluded."{name}"' for name in FIGURES)
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO {table} ({columns}) VALUES ({marks})'  # noqa: S608 -- our own names
            f" ON CONFLICT ({target}) DO UPDATE SET {steps}",
            sorted(rows),  # type: ignore[type-var]  # texts and numbers, column by column
        )
