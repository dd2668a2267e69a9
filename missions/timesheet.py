"""The list of a person's time entries: narrowed, paged by key, summed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from devcraft import keyset
from devcraft.models import User
from missions.days import DayRule
from missions.models import EntryKind, TimeEntry
from missions.models.time import SUSPECT_SECONDS, TimeEntryQuerySet

PAGE_SIZE = 50
MOST_SUMMED = 1000
SUSPECT = timedelta(seconds=SUSPECT_SECONDS)
ORDERS = {
    EntryKind.TIMED: keyset.Order("started_at"),
    EntryKind.CLAIMED: keyset.Order("claimed_on"),
}


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; None and empty text mean no limit.

    A timed entry belongs to the local day that it began on.
    """

    kind: EntryKind = EntryKind.TIMED
    mission: int | None = None
    first: date | None = None
    last: date | None = None
    source: str = ""
    is_suspect: bool = False

    @property
    def is_narrowed(self) -> bool:
        return self != Filters(self.kind)


@dataclass(frozen=True)
class Total:
    """Seconds of the newest `count` entries of a list; of all of them if it `is_whole`."""

    seconds: int
    count: int
    is_whole: bool


def entries(user: User, filters: Filters, *, rule: DayRule, now: datetime) -> TimeEntryQuerySet:
    """The counted entries of USER that FILTERS let through."""
    rows = TimeEntry.objects.counted().visible_to(user)
    if filters.kind == EntryKind.CLAIMED:
        rows = _claimed(rows, filters)
    else:
        rows = _timed(rows, filters, rule, now)
    if filters.mission is not None:
        rows = rows.filter(mission_id=filters.mission)
    return rows.filter(source=filters.source) if filters.source else rows


def _timed(
    rows: TimeEntryQuerySet, filters: Filters, rule: DayRule, now: datetime
) -> TimeEntryQuerySet:
    rows = rows.filter(started_at__isnull=False)
    if filters.first is not None:
        rows = rows.filter(started_at__gte=rule.start_of(filters.first))
    if filters.last is not None:
        rows = rows.filter(started_at__lt=rule.end_of(filters.last))
    if filters.is_suspect:
        ended_late = Q(ended_at__gte=F("started_at") + SUSPECT)
        rows = rows.filter(ended_late | Q(ended_at=None, started_at__lte=now - SUSPECT))
    return rows


def _claimed(rows: TimeEntryQuerySet, filters: Filters) -> TimeEntryQuerySet:
    rows = rows.filter(claimed_on__isnull=False)
    if filters.first is not None:
        rows = rows.filter(claimed_on__gte=filters.first)
    if filters.last is not None:
        rows = rows.filter(claimed_on__lte=filters.last)
    return rows.none() if filters.is_suspect else rows


def listing(
    rows: TimeEntryQuerySet, filters: Filters, *, before: str, after: str
) -> keyset.Page[TimeEntry]:
    """One page of ROWS with their missions, the newest first."""
    order = ORDERS[filters.kind]
    listed = rows.select_related("mission")
    return keyset.paginate([listed], order=order, before=before, after=after, size=PAGE_SIZE)


def total(rows: TimeEntryQuerySet, filters: Filters, *, now: datetime) -> Total:
    """The sum of ROWS, of no more than the newest thousand."""
    newest = rows.order_by(f"-{ORDERS[filters.kind].field}", "-id")
    columns = ("kind", "started_at", "ended_at", "claimed_seconds")
    found = list(newest.only(*columns)[: MOST_SUMMED + 1])
    summed = found[:MOST_SUMMED]
    seconds = sum(entry.seconds_at(now) for entry in summed)
    return Total(seconds, len(summed), is_whole=len(found) <= MOST_SUMMED)
