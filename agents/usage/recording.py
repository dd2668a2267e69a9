"""Writes facts into the ledger: once per request, totals and runs in the same transaction.

`priced` is the part that needs no lock, so that timers get their turn meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter

from django.db import transaction

from agents.models import CostSource, UsageRevision
from agents.usage import pricing, rows
from agents.usage.book import Book, Priced
from agents.usage.facts import Fact, beats, merged, slot_of
from agents.usage.linking import Linker
from agents.usage.pricing import UNITS
from agents.usage.rows import Row
from agents.usage.runs import Runs
from agents.usage.tally import Tally
from devcraft.models import User

SYNTHETIC = "<synthetic>"


@dataclass
class Outcome:
    """What one write did: rows added and changed, and requests that were known."""

    added: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, Row]] = field(default_factory=list)
    known: int = 0


def priced(facts: Iterable[Fact], *, seen_via: str, book: Book) -> list[Row]:
    """The copy that counts of each request among FACTS, as a row with its cost."""
    found = [_row(fact, key, seen_via) for key, fact in merged(list(facts)).items()]
    for row in found:
        price(row, book)
    return found


@dataclass(frozen=True)
class Recorder:
    """Writes priced rows of one owner."""

    owner: User
    linker: Linker
    runs: Runs

    def record(self, found: Sequence[Row], *, now: datetime) -> Outcome:
        """Write FOUND; call inside a transaction that holds the owner's ledger."""
        akin = self._akin(found)
        outcome = None if akin else self._all_new(found)
        if outcome is None:
            outcome = self._compared(found, akin)
            rows.insert(self.owner.pk, outcome.added)
        self._count(outcome, now)
        return outcome

    def _akin(self, found: Sequence[Row]) -> list[Row]:
        """Stored rows of the same answers, under whatever request."""
        messages = {row.message_id for row in found} - {""}
        return rows.load_in("message_id", messages, owner=self.owner)

    def _all_new(self, found: Sequence[Row]) -> Outcome | None:
        """Write everything as new in one go; None when some request was known."""
        self._place(found)
        point = transaction.savepoint()
        if rows.insert(self.owner.pk, found):
            transaction.savepoint_commit(point)
            return Outcome(list(found))
        transaction.savepoint_rollback(point)
        return None

    def _compared(self, found: Sequence[Row], akin: list[Row]) -> Outcome:
        """Each of FOUND beside what the ledger holds of it."""
        keys = {row.key for row in found}
        stored = {row.key: row for row in rows.load_in("key", keys, owner=self.owner)}
        sides = {row.message_id: row for row in akin if row.is_sidechain}
        mains = {row.message_id for row in akin if not row.is_sidechain}
        outcome = Outcome()
        for row in found:
            earlier = stored.get(row.key)
            if earlier is None and not row.is_sidechain:
                earlier = sides.pop(row.message_id, None)
            if row.is_sidechain and row.message_id in mains:
                outcome.known += 1
            elif earlier is None:
                outcome.added.append(row)
            elif earlier.key != row.key or beats(row.as_fact(), earlier.as_fact()):
                if earlier.key != row.key:
                    self.linker.follow(earlier.key, row.key)
                row.id = earlier.id
                outcome.changed.append((earlier, row))
            else:
                outcome.known += 1
        self._place([*outcome.added, *(after for _, after in outcome.changed)])
        return outcome

    def _place(self, found: Sequence[Row]) -> None:
        """Give each row its mission and its run."""
        for row in found:
            row.mission_id, row.rank = self.linker.place(row)
            row.run_id = self.runs.of(row)
        self.runs.create_missing()

    def _count(self, outcome: Outcome, now: datetime) -> None:
        """Write what changed, and let runs and totals follow."""
        tally = Tally()
        for row in outcome.added:
            tally.add(row)
            self.runs.add(row)
        for before, after in outcome.changed:
            tally.remove(before)
            tally.add(after)
            self.runs.replace(before, after)
        rows.update([after for _, after in outcome.changed])
        UsageRevision.objects.bulk_create(
            UsageRevision(
                event_id=after.id,
                at=now,
                reason=_reason(before, after),
                before=before.figures(),
                after=after.figures(),
            )
            for before, after in outcome.changed
        )
        self.runs.write()
        tally.write(self.owner.pk)


def _reason(before: Row, after: Row) -> str:
    if before.key != after.key:
        return "The main answer of a side conversation was found."
    if before.source_path != after.source_path:
        return "Another log holds a copy that counts before this one."
    return "The log went on with the same answer."


def _row(fact: Fact, key: str, seen_via: str) -> Row:
    return Row(
        id=0,
        provider=fact.provider,
        key=key,
        request_id=fact.request_id,
        message_id=fact.message_id,
        at=fact.at,
        slot=slot_of(fact.at),
        model=fact.model,
        speed=fact.speed,
        is_sidechain=fact.is_sidechain,
        input_tokens=fact.input_tokens,
        cache_read_tokens=fact.cache_read_tokens,
        cache_write_5m_tokens=fact.cache_write_5m_tokens,
        cache_write_1h_tokens=fact.cache_write_1h_tokens,
        output_tokens=fact.output_tokens,
        reasoning_tokens=fact.reasoning_tokens,
        provided_pico=fact.provided_pico,
        calculated_pico=None,
        cost_pico=None,
        cost_source=CostSource.UNKNOWN.value,
        price_id=None,
        run_id=None,
        session=fact.session,
        project=fact.project,
        branch=fact.branch,
        mission_id=None,
        rank=0,
        seen_via=seen_via,
        flags=fact.flags,
        source_path=fact.path,
        source_offset=fact.offset,
    )


def price(row: Row, book: Book) -> None:
    """Set the cost of ROW: as stated, else from the book, else unknown."""
    if row.model == SYNTHETIC:
        row.calculated_pico = 0
        _cost(row, 0, CostSource.FREE)
        return
    priced = book.price(row.provider, row.model, row.at, row.speed)
    row.price_id = priced.version.pk if priced else None
    row.calculated_pico = _calculated(row, priced)
    if row.provided_pico is not None:
        _cost(row, row.provided_pico, CostSource.PROVIDED)
    elif row.calculated_pico is not None:
        _cost(row, row.calculated_pico, CostSource.BOOK)


def _cost(row: Row, pico: int, source: CostSource) -> None:
    row.cost_pico, row.cost_source = pico, source.value


def _calculated(row: Row, priced: Priced | None) -> int | None:
    return pricing.cost(priced.tariff, units_of(row)) if priced else None


def units_of(row: Row) -> dict[str, int]:
    """Tokens by the price book's units."""
    return dict(zip(UNITS, TOKENS_BY_UNIT(row), strict=True))


TOKENS_BY_UNIT = attrgetter(*(f"{unit}_tokens" for unit in UNITS))
