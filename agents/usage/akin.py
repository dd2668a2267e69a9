"""Stored rows that may tell of the same requests as new ones, found by indexes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agents.usage import rows
from agents.usage.facts import LOG
from agents.usage.rows import Row

SPANS = "NOT (\"span_id\" = '')"
BESIDE = '"is_sidechain"'


def by_other_names(owner_id: int, found: Sequence[Row]) -> list[Row]:
    """Rows of the same messages, spans and side conversations, under whatever key."""
    mine = [owner_id]
    told = [row for row in found if row.road != LOG]
    asked_beside = {row.request_id for row in told} - {""}
    spans = {row.span_id for row in told} - {""}
    messages = {row.message_id for row in found} - {""}
    return _once(
        rows.load_in("message_id", messages, owner_id=mine),
        rows.load_in("span_id", spans, where=SPANS, owner_id=mine),
        rows.load_in("request_id", asked_beside, where=BESIDE, owner_id=mine),
        _by_keys(owner_id, [row for row in found if row.is_sidechain and row.request_id], "req:"),
    )


def with_keys(owner_id: int, found: Sequence[Row], akin: Iterable[Row]) -> list[Row]:
    """AKIN and the rows of the same keys."""
    return _once(akin, _by_keys(owner_id, found))


def _by_keys(owner_id: int, found: Sequence[Row], prefix: str = "") -> list[Row]:
    """Rows of the same requests; the index of keys begins with the provider."""
    providers = sorted({row.provider for row in found})
    keys = {f"{prefix}{row.request_id}" if prefix else row.key for row in found}
    return rows.load_in("key", keys, owner_id=[owner_id], provider=providers)


def _once(*piles: Iterable[Row]) -> list[Row]:
    found = {row.id: row for pile in piles for row in pile}
    return [found[pk] for pk in sorted(found)]
