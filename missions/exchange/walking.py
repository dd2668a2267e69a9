"""Entries and missions for files, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from devcraft import keyset
from devcraft.models import User
from devcraft.streaming import Values
from missions.exchange import columns, identity
from missions.exchange.columns import Column, Told
from missions.exchange.narrowing import Narrowing
from missions.models import Mission, TimeEntry

CHUNK = 500
OLDEST = keyset.Order("id", is_descending=False)
Row = TypeVar("Row")


@dataclass(frozen=True)
class Table:
    """Columns of a file, and what walks its rows."""

    columns: tuple[Column, ...]
    told: Callable[[Narrowing], Iterator[Told]]

    @property
    def names(self) -> tuple[str, ...]:
        return columns.names(self.columns)

    def rows(self, wanted: Narrowing) -> Iterator[Values]:
        return (columns.values(self.columns, told) for told in self.told(wanted))


def entries(wanted: Narrowing) -> Iterator[Told]:
    """Entries, those left out too, in the order in which they were made."""
    rows = keyset.walk(wanted.entries().select_related("mission"), order=OLDEST, size=CHUNK)
    for batch in _batches(rows):
        yield from told_entries(wanted.user, batch)


def missions(wanted: Narrowing) -> Iterator[Told]:
    rows = keyset.walk(wanted.missions(), order=OLDEST, size=CHUNK)
    for batch in _batches(rows):
        yield from told_missions(wanted.user, batch)


def told_entries(user: User, rows: Sequence[TimeEntry]) -> list[Told]:
    """ROWS with the keys of themselves and of their missions, in two queries."""
    keys = identity.keys_of(user, identity.ENTRIES, [row.pk for row in rows])
    of = identity.keys_of(user, identity.MISSIONS, {row.mission_id for row in rows})
    return [Told(row, keys[row.pk], of[row.mission_id]) for row in rows]


def told_missions(user: User, rows: Sequence[Mission]) -> list[Told]:
    keys = identity.keys_of(user, identity.MISSIONS, [row.pk for row in rows])
    return [Told(row, keys[row.pk]) for row in rows]


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, CHUNK)):
        yield batch


TABLES: dict[str, Table] = {
    "entries": Table(columns.ENTRY, entries),
    "missions": Table(columns.MISSION, missions),
}


def file_name(rows: str, wanted: Narrowing) -> str:
    """Such as `entries-2026-11-01-2026-11-30`; without bounds the name of the rows alone."""
    parts: list[Any] = [rows, wanted.first, wanted.last]
    return "-".join(str(part) for part in parts if part)
