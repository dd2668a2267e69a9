"""Evidence that work goes on while a clock runs, and the quiet when there is none.

Signs of work on the running mission count, and so does what the person writes into the
journal; with neither the start itself is the last sign. It reminds, and never decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from missions import signs
from missions.models import Journal, TimeEntry, WorkSign
from missions.models.time import TimeEntryQuerySet

PAGE = "page"
JOURNAL = "journal"
START = ""


@dataclass(frozen=True)
class Evidence:
    """When the last sign of work ended, and its source; START when there was none since."""

    at: datetime
    source: str


@dataclass(frozen=True)
class Quiet:
    """How long a running clock has gone without a sign of work.

    `day_ended_at` is the end of the local day it began on, if that passed in the quiet.
    """

    last: Evidence
    seconds: int
    day_ended_at: datetime | None


def with_signs(entries: TimeEntryQuerySet) -> TimeEntryQuerySet:
    """ENTRIES with what `last_of` reads, in the same query."""
    found = WorkSign.objects.filter(owner=OuterRef("owner"), mission=OuterRef("mission"))
    newest = found.order_by("-at", "-source")
    written = Journal.objects.filter(owner=OuterRef("owner")).order_by("-created_at", "-id")
    return entries.annotate(
        sign_at=Subquery(newest.values("at")[:1]),
        sign_source=Subquery(newest.values("source")[:1]),
        written_at=Subquery(written.values("created_at")[:1]),
    )


def last_of(entry: TimeEntry, *, now: datetime) -> Evidence:
    """The newest evidence for a running ENTRY that `with_signs` has read, never after NOW."""
    read = vars(entry)
    found = [Evidence(entry.begun, START)]
    sign_at, written_at = read["sign_at"], read["written_at"]
    if sign_at is not None and sign_at >= signs.moment(entry.begun):
        ended_at = max(entry.begun, min(sign_at + signs.LENGTH, now))
        found.append(Evidence(ended_at, read["sign_source"]))
    if written_at is not None and written_at > entry.begun:
        found.append(Evidence(min(written_at.replace(microsecond=0), now), JOURNAL))
    return max(found, key=lambda one: (one.at, one.source != START))


def quiet_of(entry: TimeEntry, last: Evidence, *, now: datetime, after: timedelta) -> Quiet | None:
    """The quiet since LAST when it is AFTER long and was not kept; None also for no AFTER."""
    length = now - last.at
    is_kept = entry.kept_sign_at is not None and last.at <= entry.kept_sign_at
    if not after or length < after or is_kept:
        return None
    rule = entry.day_rule
    ends_at = rule.end_of(rule.day_of(entry.begun))
    passed = last.at < ends_at <= now
    return Quiet(last, int(length.total_seconds()), ends_at if passed else None)
