"""Prices stored requests again by the book as it is now, and says what that changes.

A request whose cost stays keeps the version that it was computed from, even where the book
has a newer one with the same rates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from agents.models import CostSource, UsageEvent, UsageRevision
from agents.usage import linking, recording, rows
from agents.usage.book import Book
from agents.usage.budgets import watching
from agents.usage.rows import Row
from agents.usage.tally import Tally
from devcraft.models import User

CHUNK = 2000
MOVED = ("calculated_pico", "cost_pico", "cost_source")
Model = tuple[str, str]


@dataclass
class Difference:
    """What repricing makes of one model's requests, in picodollars of what is known.

    `found` had no known cost and have one now; `lost` the other way round.
    """

    requests: int = 0
    before: int = 0
    after: int = 0
    found: int = 0
    lost: int = 0

    def count(self, before: Row, after: Row) -> None:
        self.requests += 1
        self.before += before.cost_pico or 0
        self.after += after.cost_pico or 0
        self.found += before.cost_pico is None and after.cost_pico is not None
        self.lost += before.cost_pico is not None and after.cost_pico is None


def reprice(
    owner: User,
    *,
    conditions: Mapping[str, Any],
    reason: str,
    now: datetime,
    is_written: bool,
) -> dict[Model, Difference]:
    """What changes in the requests of OWNER that meet CONDITIONS, by provider and model.

    Written chunk by chunk, each with its totals and revisions in one transaction, so that
    what is interrupted may be begun again.
    """
    book, found = Book(), dict[Model, Difference]()
    for ids in _chunks(owner, conditions):
        with transaction.atomic():
            if is_written:
                linking.lock(owner)
            changed = list(_changed(ids, book))
            if is_written:
                _write(owner, changed, reason, now)
        for before, after in changed:
            known = found.setdefault((after.provider, after.model), Difference())
            known.count(before, after)
    return found


def _chunks(owner: User, conditions: Mapping[str, Any]) -> Iterator[list[int]]:
    wanted = UsageEvent.objects.visible_to(owner).filter(**conditions).order_by("pk")
    after = 0
    while ids := list(wanted.filter(pk__gt=after).values_list("pk", flat=True)[:CHUNK]):
        yield ids
        after = ids[-1]


def _changed(ids: list[int], book: Book) -> Iterator[tuple[Row, Row]]:
    for before in rows.load(id__in=ids):
        after = replace(
            before,
            price_id=None,
            calculated_pico=None,
            cost_pico=None,
            cost_source=CostSource.UNKNOWN.value,
        )
        recording.price(after, book)
        if any(getattr(before, name) != getattr(after, name) for name in MOVED):
            yield before, after


def _write(owner: User, changed: list[tuple[Row, Row]], reason: str, now: datetime) -> None:
    tally = Tally()
    for before, after in changed:
        tally.remove(before)
        tally.add(after)
    rows.update([after for _, after in changed])
    UsageRevision.objects.bulk_create(
        UsageRevision(
            event_id=after.id,
            at=now,
            reason=reason,
            before=before.figures(),
            after=after.figures(),
        )
        for before, after in changed
    )
    tally.write(owner.pk)
    watching.look(owner, now=now)
