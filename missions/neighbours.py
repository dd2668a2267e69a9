"""A person's timed entries around a piece of time, found by their start."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q

from devcraft.models import User
from missions import fitting
from missions.fitting import Span
from missions.models import TimeEntry

MOST = 500


def touching(
    owner: User, *, since: datetime, until: datetime | None, most: int = MOST
) -> list[TimeEntry]:
    """Counted entries of OWNER that hold time from SINCE to UNTIL, by their start.

    They never overlap, so of those that begin before SINCE only the last can reach it.
    The first MOST and one more of those that begin from then on.
    """
    lasting = Q(ended_at=None) | Q(ended_at__gt=F("started_at"))
    timed = TimeEntry.objects.counted().filter(lasting, owner=owner).select_related("mission")
    before = timed.filter(started_at__lt=since).order_by("-started_at", "-id")[:1]
    within = timed.filter(started_at__gte=since)
    if until is not None:
        within = within.filter(started_at__lt=until)
    reaching = [entry for entry in before if span_of(entry).until > since]
    return [*reaching, *within.order_by("started_at", "id")[: most + 1]]


def span_of(entry: TimeEntry) -> Span:
    return Span(entry.pk, entry.begun, entry.ended_at)


def in_the_way(owner: User, mine: Span, *, beside: Collection[int] = ()) -> TimeEntry | None:
    """An entry of OWNER, none of BESIDE, that holds time of MINE."""
    found = touching(owner, since=mine.start, until=mine.end)
    others = (entry for entry in found if entry.pk not in beside and entry.pk != mine.key)
    return next((entry for entry in others if span_of(entry).meets(mine)), None)


def met(mine: Span, entries: Collection[TimeEntry]) -> list[TimeEntry]:
    """Those of ENTRIES that overlap MINE, by their start."""
    rows = {entry.pk: entry for entry in entries}
    return [rows[span.key] for span in fitting.met(mine, [span_of(row) for row in entries])]
