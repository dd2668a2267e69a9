"""Ledger rows in bulk: plain values, because a cold import writes tens of thousands."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db import connection

from agents.models import UsageEvent
from agents.usage.facts import Fact

CHUNK = 5000


@dataclass(slots=True)
class Row:
    """One row of `UsageEvent`, column by column, without its owner; `id` 0 is a new one."""

    id: int
    provider: str
    key: str
    request_id: str
    message_id: str
    at: datetime
    slot: str
    model: str
    speed: str
    is_sidechain: bool
    input_tokens: int
    cache_read_tokens: int
    cache_write_5m_tokens: int
    cache_write_1h_tokens: int
    output_tokens: int
    reasoning_tokens: int
    provided_pico: int | None
    calculated_pico: int | None
    cost_pico: int | None
    cost_source: str
    price_id: int | None
    run_id: uuid.UUID | None
    session: str
    project: str
    branch: str
    mission_id: int | None
    rank: int
    seen_via: str
    flags: str
    source_path: str
    source_offset: int

    def as_fact(self) -> Fact:
        """The copy of the request that this row holds, to compare another with."""
        return Fact(
            provider=self.provider,
            request_id=self.request_id,
            message_id=self.message_id,
            at=self.at,
            model=self.model,
            input_tokens=self.input_tokens,
            cache_read_tokens=self.cache_read_tokens,
            cache_write_5m_tokens=self.cache_write_5m_tokens,
            cache_write_1h_tokens=self.cache_write_1h_tokens,
            output_tokens=self.output_tokens,
            reasoning_tokens=self.reasoning_tokens,
            speed=self.speed,
            is_sidechain=self.is_sidechain,
            provided_pico=self.provided_pico,
            session=self.session,
            project=self.project,
            branch=self.branch,
            flags=self.flags,
            path=self.source_path,
            offset=self.source_offset,
        )

    def figures(self) -> dict[str, Any]:
        """What a revision keeps of this row."""
        return {name: getattr(self, name) for name in REVISED}


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
)
COLUMNS = tuple(field.name for field in fields(Row))
STORED = COLUMNS[1:]


def load(**conditions: Any) -> list[Row]:
    """Rows of the ledger that meet CONDITIONS."""
    found = UsageEvent.objects.filter(**conditions).order_by("id")
    return [Row(*values) for values in found.values_list(*COLUMNS)]


def load_in(field: str, values: Iterable[Any], **conditions: Any) -> list[Row]:
    """Rows whose FIELD is one of VALUES, however many those are."""
    return [
        row
        for chunk in chunks(sorted(set(values)))
        for row in load(**{f"{field}__in": chunk}, **conditions)
    ]


def insert(owner_id: int, rows: Sequence[Row]) -> bool:
    """Write new rows; False, with some of them written, when a request was known."""
    names = ", ".join(f'"{name}"' for name in ("owner_id", *STORED))
    marks = ", ".join(["%s"] * (len(STORED) + 1))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO agents_usageevent ({names}) VALUES ({marks})"  # noqa: S608 -- our own names
            ' ON CONFLICT ("owner_id", "provider", "key") DO NOTHING',
            [[owner_id, *values] for values in _prepared(rows)],
        )
        return not rows or cursor.rowcount == len(rows)


def update(rows: Sequence[Row]) -> None:
    steps = ", ".join(f'"{name}" = %s' for name in STORED)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE agents_usageevent SET {steps} WHERE id = %s",  # noqa: S608 -- our own names
            [[*values, row.id] for values, row in zip(_prepared(rows), rows, strict=True)],
        )


def _prepared(rows: Sequence[Row]) -> Iterator[list[Any]]:
    """Values as this database takes them."""
    moment = connection.ops.adapt_datetimefield_value
    is_text = not connection.features.has_native_uuid_field
    for row in rows:
        values = list(STORED_VALUES(row))
        values[AT] = moment(row.at)
        if is_text and row.run_id is not None:
            values[RUN] = row.run_id.hex
        yield values


STORED_VALUES = attrgetter(*STORED)
AT, RUN = STORED.index("at"), STORED.index("run_id")


def chunks(values: Sequence[Any]) -> Iterator[list[Any]]:
    walker = iter(values)
    while chunk := list(islice(walker, CHUNK)):
        yield chunk
