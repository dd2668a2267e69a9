"""Ledger rows in bulk: plain values, because a cold import writes tens of thousands."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db import connection

from agents.models import CostSource, UsageEvent
from agents.usage.facts import Fact, beats, merged, slot_of, winners
from devcraft import bulk

CHUNK = 5000


@dataclass(slots=True)
class Row:
    """One row of `UsageEvent`, column by column, without its owner; `id` 0 is a new one.

    What a fact tells comes first, in its order, so that facts become rows and back as they are.
    """

    provider: str
    request_id: str
    message_id: str
    at: datetime
    model: str
    input_tokens: int
    cache_read_tokens: int
    cache_write_5m_tokens: int
    cache_write_1h_tokens: int
    output_tokens: int
    reasoning_tokens: int
    speed: str
    is_sidechain: bool
    provided_pico: int | None
    session: str
    project: str
    branch: str
    flags: str
    source_path: str
    source_offset: int
    road: str
    trace_id: str
    span_id: str
    since: datetime | None
    key: str
    slot: str
    seen_via: str
    roads: str
    calculated_pico: int | None = None
    cost_pico: int | None = None
    cost_source: str = CostSource.UNKNOWN.value
    price_id: int | None = None
    run_id: uuid.UUID | None = None
    mission_id: int | None = None
    rank: int = 0
    is_counted: bool = True
    id: int = 0

    def as_fact(self) -> Fact:
        """The copy of the request that this row holds, to compare another with."""
        return Fact(*TOLD(self))

    def figures(self) -> dict[str, Any]:
        """What a revision keeps of this row."""
        return {name: getattr(self, name) for name in REVISED}

    def __reduce__(self) -> tuple[type[Row], tuple[Any, ...]]:
        """As plain values: many rows go from the process that reads to the one that writes."""
        return Row, VALUES(self)


def of(facts: Iterable[Fact], *, seen_via: str) -> list[Row]:
    """The copy that counts of each request among FACTS as a new row, not yet priced or placed."""
    return [
        Row(*fact, key, slot_of(fact.at), seen_via, fact.road)
        for key, fact in merged(facts).items()
    ]


def counting(found: Iterable[Row]) -> list[Row]:
    """The copy that counts of each request among new rows, which several logs may tell."""
    return list(winners(((row.key, row) for row in found), _beats).values())


def _beats(one: Row, other: Row) -> bool:
    return beats(one.as_fact(), other.as_fact())


REVISED = (
    "key",
    "model",
    "input_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "reasoning_tokens",
    "provided_pico",
    "calculated_pico",
    "cost_pico",
    "cost_source",
    "price_id",
    "session",
    "project",
    "source_path",
    "source_offset",
    "road",
    "is_counted",
)
COLUMNS = tuple(field.name for field in fields(Row))
VALUES = attrgetter(*COLUMNS)
TOLD = attrgetter(*COLUMNS[: len(Fact._fields)])
ADAPTED = ("at", "run_id", "since")
"""Columns that databases take in different forms; the others go as they are."""
PLAIN = tuple(name for name in COLUMNS if name not in (*ADAPTED, "id"))
PLAIN_VALUES = attrgetter(*PLAIN)
STORED = (*ADAPTED, *PLAIN)


def load(**conditions: Any) -> list[Row]:
    """Rows of the ledger that meet CONDITIONS."""
    found = UsageEvent.objects.filter(**conditions).order_by("id")
    return [Row(*values) for values in found.values_list(*COLUMNS)]


def load_in(
    field: str, values: Iterable[Any], *, where: str = "", **others: Sequence[Any]
) -> list[Row]:
    """Rows whose FIELD is one of VALUES, however many those are; so too for each of OTHERS.

    WHERE is the condition of a partial index, word for word.
    """
    return [
        row
        for chunk in chunks(sorted(set(values)))
        if (ids := _ids({**others, field: chunk}, where))
        for row in load(id__in=ids)
    ]


def _ids(wanted: Mapping[str, Sequence[Any]], where: str) -> list[int]:
    """Rows by their columns; most imports find none, and Django would look at each value."""
    conditions = [
        f'"{name}" IN ({", ".join(["%s"] * len(values))})' for name, values in wanted.items()
    ]
    conditions += [where] if where else []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM agents_usageevent WHERE {' AND '.join(conditions)}",  # noqa: S608 -- our own names
            [value for values in wanted.values() for value in values],
        )
        return [pk for (pk,) in cursor.fetchall()]


def insert(owner_id: int, rows: Sequence[Row]) -> None:
    """Write new rows. Raises IntegrityError when one of their requests is known."""
    values = [(owner_id, *values) for values in _prepared(rows)]
    bulk.insert("agents_usageevent", ("owner_id", *STORED), values)


def update(rows: Sequence[Row]) -> None:
    if not rows:
        return
    steps = ", ".join(f'"{name}" = %s' for name in STORED)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE agents_usageevent SET {steps} WHERE id = %s",  # noqa: S608 -- our own names
            [(*values, row.id) for values, row in zip(_prepared(rows), rows, strict=True)],
        )


def rename(rows: Sequence[Row]) -> None:
    """Write the keys of ROWS, so that others may take their old ones."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE agents_usageevent SET key = %s WHERE id = %s",
            [(row.key, row.id) for row in rows],
        )


def as_stored() -> tuple[Callable[[datetime], Any], Callable[[uuid.UUID], Any]]:
    """How this database takes moments and ids."""
    if connection.vendor == "sqlite":
        return moment_text, attrgetter("hex")
    return as_it_is, as_it_is


def _prepared(rows: Sequence[Row]) -> Iterator[tuple[Any, ...]]:
    """STORED values as this database takes them."""
    moment, pk = as_stored()
    for row in rows:
        since, run = row.since and moment(row.since), row.run_id and pk(row.run_id)
        yield moment(row.at), run, since, *PLAIN_VALUES(row)


def moment_text(at: datetime) -> str:
    """AT as Django keeps it in SQLite, which knows no moments; a third of Django's own time."""
    return at.astimezone(UTC).isoformat(" ").removesuffix("+00:00")


def as_it_is(value: Any) -> Any:
    return value


def chunks(values: Sequence[Any]) -> Iterator[list[Any]]:
    walker = iter(values)
    while chunk := list(islice(walker, CHUNK)):
        yield chunk
