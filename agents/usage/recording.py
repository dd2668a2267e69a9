"""Writes facts into the ledger: once per request, totals and runs in the same transaction.

`priced` is the part that needs no lock, so that timers get their turn meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter

from django.db import IntegrityError, transaction

from agents.models import CostSource, Road, UsageRevision
from agents.usage import akin, joining, pricing, rows, signing, standing
from agents.usage.book import Book
from agents.usage.budgets import watching
from agents.usage.facts import LOG, Fact
from agents.usage.joining import Entry, Shelf
from agents.usage.linking import Linker
from agents.usage.pricing import UNITS
from agents.usage.rows import Row
from agents.usage.runs import Runless, Runs
from agents.usage.tally import Tally
from devcraft.models import User

SYNTHETIC = "<synthetic>"
FREE = CostSource.FREE.value
PROVIDED = CostSource.PROVIDED.value
FROM_BOOK = CostSource.BOOK.value
HOURLY = Road.HOURLY.value
WENT_ON = "The log went on with the same answer."
STEPPED_BACK = "Requests of this time were told one by one, so their sum counts no more."
ONE_REQUEST = "Another fact turned out to be the same request, and tells it better."


@dataclass
class Outcome:
    """What one write did: rows added and changed, and copies of what was known.

    `marked` are rows that another road told of again, `withdrawn` those that others tell
    better and that count no more.
    """

    added: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, Row]] = field(default_factory=list)
    marked: list[Row] = field(default_factory=list)
    withdrawn: list[tuple[Row, Row]] = field(default_factory=list)
    known: int = 0


def priced(facts: Iterable[Fact], *, seen_via: str, book: Book) -> list[Row]:
    """The copy that counts of each request among FACTS, as a row with its cost.

    FACTS come by one road; SEEN_VIA names their source, such as claude-code.
    """
    found = rows.of(facts, seen_via=seen_via)
    for row in found:
        price(row, book)
    return found


@dataclass(frozen=True)
class Recorder:
    """Writes priced rows of one owner."""

    owner: User
    linker: Linker
    runs: Runs | Runless

    def record(self, found: Sequence[Row], *, now: datetime) -> Outcome:
        """Write FOUND; call inside a transaction that holds the owner's ledger."""
        covered = standing.covered(self.owner.pk, found)
        wanted = [row for row in found if row.key not in covered] if covered else found
        known = akin.by_other_names(self.owner.pk, wanted)
        outcome = None if known else self._all_new(wanted)
        if outcome is None:
            outcome = self._compared(wanted, known)
        outcome.known += len(found) - len(wanted)
        self._step_back(outcome)
        self._write(outcome, now)
        return outcome

    def _all_new(self, found: Sequence[Row]) -> Outcome | None:
        """Write everything as new in one go; None when some request was known."""
        fresh = list(found) if all(row.road == LOG for row in found) else _joined(found)
        self._place(fresh)
        try:
            with transaction.atomic():
                rows.insert(self.owner.pk, fresh)
        except IntegrityError:
            return None
        return Outcome(fresh, known=len(found) - len(fresh))

    def _compared(self, found: Sequence[Row], known: list[Row]) -> Outcome:
        """Each of FOUND beside what the ledger holds of it."""
        shelf = Shelf(akin.with_keys(self.owner.pk, found, known))
        for row in found:
            shelf.add(row)
        outcome = Outcome()
        for entry in shelf.entries:
            self._sort(entry, outcome)
        for before, first in shelf.twins:
            self._withdraw(before, first.row.key, outcome)
        outcome.known = len(found) - len(outcome.added) - len(outcome.changed)
        self._place([entry.row for entry in shelf.entries if entry.is_won])
        rows.rename([after for _, after in outcome.withdrawn])
        rows.insert(self.owner.pk, outcome.added)
        return outcome

    def _sort(self, entry: Entry, outcome: Outcome) -> None:
        before, after = entry.before, entry.row
        if before is None:
            outcome.added.append(after)
        elif before.figures() != after.figures():
            if before.key != after.key:
                self.linker.follow(before.key, after.key)
            outcome.changed.append((before, after))
        elif before is not after:
            outcome.marked.append(after)

    def _withdraw(self, before: Row, key: str, outcome: Outcome) -> None:
        """Let the row BEFORE count no more, because the request KEY is the same."""
        self.linker.follow(before.key, key)
        after = replace(before, is_counted=False, key=f"same:{before.id}")
        outcome.withdrawn.append((before, after))

    def _step_back(self, outcome: Outcome) -> None:
        """Withdraw metric points that what was written tells better."""
        written = [*outcome.added, *(after for _, after in outcome.changed)]
        for point in standing.stepping_back(self.owner.pk, written):
            outcome.withdrawn.append((point, replace(point, is_counted=False)))

    def _place(self, found: Sequence[Row]) -> None:
        """Give each row its mission and its run."""
        for row in found:
            row.mission_id, row.rank = self.linker.place(row)
            row.run_id = self.runs.of(row)
        self.runs.create_missing()

    def _write(self, outcome: Outcome, now: datetime) -> None:
        """Write what changed, and let runs and totals follow."""
        tally = Tally()
        replaced = [*outcome.changed, *outcome.withdrawn]
        for row in outcome.added:
            tally.add(row)
            self.runs.add(row)
        for before, after in replaced:
            tally.remove(before)
            tally.add(after)
            self.runs.replace(before, after)
        rows.update([*(after for _, after in replaced), *outcome.marked])
        UsageRevision.objects.bulk_create(
            UsageRevision(
                event_id=after.id,
                at=now,
                reason=_reason(before, after),
                before=before.figures(),
                after=after.figures(),
            )
            for before, after in replaced
        )
        self.runs.write()
        tally.write(self.owner.pk)
        left = signing.of(before for before, _ in outcome.changed)
        came = signing.of([*outcome.added, *(after for _, after in outcome.changed)])
        signing.follow(self.owner, left=left, came=came)
        if outcome.added or outcome.changed:
            watching.look(self.owner, now=now)


def _joined(found: Sequence[Row]) -> list[Row]:
    """FOUND with one row per request, as other roads than logs may name it differently."""
    if joining.are_apart(found):
        return list(found)
    shelf = Shelf([])
    for row in found:
        shelf.add(row)
    return [entry.row for entry in shelf.entries]


def _reason(before: Row, after: Row) -> str:
    if not after.is_counted:
        return STEPPED_BACK if after.since else ONE_REQUEST
    if before.road != after.road:
        return f"A better road told of this request: {Road(after.road).label.lower()}."
    if before.is_sidechain and not after.is_sidechain:
        return "The main answer of a side conversation was found."
    if before.key != after.key:
        return "Another road named this request."
    if before.road == LOG and before.source_path != after.source_path:
        return "Another log holds a copy that counts before this one."
    return WENT_ON if before.road == LOG else "The same request was told again, and more of it."


def price(row: Row, book: Book) -> None:
    """Set the cost of ROW: as stated, else from the book, else unknown."""
    if row.model == SYNTHETIC:
        row.calculated_pico = 0
        row.cost_pico, row.cost_source = 0, FREE
        return
    is_sum = row.road == HOURLY  # of many requests, which tiers cannot be told from
    priced = None if is_sum else book.price(row.provider, row.model, row.at, row.speed)
    if priced:
        row.price_id = priced.version.id
        row.calculated_pico = pricing.cost(priced.tariff, COUNTS(row), row.reasoning_tokens)
    if row.provided_pico is not None:
        row.cost_pico, row.cost_source = row.provided_pico, PROVIDED
    elif row.calculated_pico is not None:
        row.cost_pico, row.cost_source = row.calculated_pico, FROM_BOOK


COUNTS = attrgetter(*(f"{unit}_tokens" for unit in UNITS))
"""Tokens in the order of the price book's units."""
