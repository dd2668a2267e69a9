"""Oasis's TokenBurn rows of both generations as facts of the ledger.

Until April 2026 a row was the sum of one source and hour, later one run of an agent; the
ledger tells neither apart and takes both for sums: they have a source and an hour, no
request and no run. Only a cost that the row states is known: a price by the number of
tokens in a request cannot be told from a sum.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from agents.models import Road, UsageEvent
from agents.usage import linking
from agents.usage.book import Book
from agents.usage.facts import Fact
from agents.usage.linking import Linker
from agents.usage.pricing import pico_of
from agents.usage.recording import Outcome, Recorder, priced
from agents.usage.runs import Runless
from devcraft.imports import BadRow, Mapped, Record, Source, digest
from missions.oasis import values

WINDOW = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}")
UNKNOWN = "unknown"
MOST_TOKENS, MOST_DOLLARS = 10**10, 1000
TOLD = (
    "key",
    "slot",
    "seen_via",
    "provider",
    "model",
    "session",
    "input_tokens",
    "cache_read_tokens",
    "output_tokens",
    "provided_pico",
)
LESS = "The source tells less than it did at the last import; the larger sum was kept."
KEPT_BESIDE = ("userId", "window", "createdAt", "updatedAt")


@dataclass(frozen=True)
class TokenBurnWriter:
    source: Source
    table: str = "TokenBurn"
    target_table: str = UsageEvent._meta.db_table

    def read(self, record: Record) -> Mapped:
        raw = record.values
        source = values.needed_text("source", raw.get("source"), most=40)
        fact = Fact(
            provider=_provider(source, raw.get("provider")),
            request_id=f"oasis:{digest([self.source.label, record.id])[:32]}",
            message_id="",
            at=_at(raw),
            model=values.text("model", raw.get("model"), most=200) or UNKNOWN,
            input_tokens=_tokens(raw, "inputTokens"),
            cache_read_tokens=_tokens(raw, "cachedInputTokens"),
            cache_write_5m_tokens=0,
            cache_write_1h_tokens=0,
            output_tokens=_tokens(raw, "outputTokens"),
            reasoning_tokens=0,
            speed="",
            is_sidechain=False,
            provided_pico=_cost(raw.get("costUsd")),
            session=values.text("sessionId", raw.get("sessionId"), most=200),
            project="",
            branch="",
            flags="",
            path=f"{self.source.label} {self.table} {record.id}",
            offset=0,
            road=Road.HOURLY.value,
        )
        beside = {name: raw[name] for name in KEPT_BESIDE if raw.get(name) is not None}
        return Mapped(record, {"fact": fact, "source": source}, beside)

    def create(self, rows: list[Mapped]) -> list[str]:
        self._record(rows)
        keys = [row.fields["fact"].key for row in rows]
        found = UsageEvent.objects.filter(owner=self.source.owner, key__in=keys)
        ids = dict(found.values_list("key", "pk"))
        return [str(ids[key]) for key in keys]

    def update(self, key: str, row: Mapped) -> None:
        if not self._record([row]).changed:
            raise BadRow(LESS)

    def fingerprints(self, keys: Sequence[str]) -> dict[str, str]:
        found = UsageEvent.objects.filter(pk__in=keys).values_list("pk", *TOLD)
        return {str(pk): digest(list(told)) for pk, *told in found}

    def _record(self, rows: list[Mapped]) -> Outcome:
        owner = self.source.owner
        linking.lock(owner)
        book = Book()
        found = [
            row
            for source in sorted({row.fields["source"] for row in rows})
            for row in priced(_of(source, rows), seen_via=source, book=book)
        ]
        recorder = Recorder(owner, Linker(owner), Runless())
        return recorder.record(found, now=self.source.now)


def _of(source: str, rows: list[Mapped]) -> list[Fact]:
    return [row.fields["fact"] for row in rows if row.fields["source"] == source]


def _provider(source: str, stated: Any) -> str:
    """As Oasis infers it where a row does not say."""
    provider = values.text("provider", stated, most=80)
    if provider not in ("", UNKNOWN):
        return provider
    return "openai" if source.startswith("codex") else "anthropic"


def _at(raw: dict[str, Any]) -> datetime:
    """When the row was written, if that was in its hour; else the begin of the hour."""
    written = values.moment("createdAt", raw.get("createdAt"))
    window = values.text("window", raw.get("window"))
    if not window and written:
        return written
    try:
        begin = datetime.fromisoformat(f"{window}:00").replace(tzinfo=UTC)
    except ValueError:
        begin = None
    if begin is None or not WINDOW.fullmatch(window):
        raise BadRow("window must be an hour of UTC such as 2026-03-28T14.")
    return written if written and f"{written:%Y-%m-%dT%H}" == window else begin


def _tokens(raw: dict[str, Any], name: str) -> int:
    return values.whole(name, raw.get(name), most=MOST_TOKENS) or 0


def _cost(value: Any) -> int | None:
    dollars = values.number("costUsd", value, least=0, most=MOST_DOLLARS)
    return None if dollars is None else pico_of(Decimal(str(dollars)))
