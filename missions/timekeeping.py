"""Writes what follows from time entries: a mission's time columns and the day totals.

The only writer of `Mission.started_at` and its neighbours, of `DayTotal` and of the
seconds in `LocalDay`; `verify_time` recomputes all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Model

from devcraft.models import User
from missions import days
from missions.models import (
    DayTotal,
    EntryKind,
    LocalDay,
    Mission,
    Origin,
    Status,
    TimeEntry,
)

TIME_FIELDS = (
    "started_at",
    "ended_at",
    "actual_seconds",
    "is_paused",
    "paused_at",
    "total_paused_ms",
)


@dataclass(frozen=True)
class TimeColumns:
    """The document's time fields of one mission, as its entries say."""

    started_at: datetime | None
    actual_seconds: int
    is_paused: bool
    paused_at: datetime | None
    total_paused_ms: int


def columns_of(mission: Mission, entries: Iterable[TimeEntry]) -> TimeColumns:
    """Compute the time columns from a mission's counted entries.

    `started_at` is the start of the present stretch (since the mission was last put
    back on the list); `total_paused_ms` counts the gaps in it that a resume closed;
    `actual_seconds` all closed and claimed time.
    """
    counted = [entry for entry in entries if entry.discarded_at is None]
    timed = sorted(
        (e for e in counted if e.kind == EntryKind.TIMED and e.stretch == mission.stretch),
        key=lambda entry: (entry.begun, entry.pk),
    )
    is_running = any(entry.is_running for entry in counted)
    is_paused = mission.status == Status.WIP and not is_running
    closed = [entry.ended_at for entry in timed if entry.ended_at is not None]
    return TimeColumns(
        started_at=timed[0].started_at if timed else None,
        actual_seconds=sum(
            entry.seconds_at(entry.started_at or entry.created_at) for entry in counted
        ),
        is_paused=is_paused,
        paused_at=max(closed) if is_paused and closed else None,
        total_paused_ms=1000 * _gap_seconds(timed),
    )


def _gap_seconds(timed: list[TimeEntry]) -> int:
    """Seconds between entries in order of start, overlaps counted once."""
    gaps, reached = 0, None
    for entry in timed:
        if reached is not None and entry.begun > reached:
            gaps += int((entry.begun - reached).total_seconds())
        reached = max(filter(None, (reached, entry.ended_at)), default=None)
    return gaps


def refresh(mission: Mission) -> None:
    """Set the time columns of MISSION from its entries; the caller saves TIME_FIELDS."""
    columns = columns_of(mission, mission.time_entries.all())
    has_imported_times = mission.origin == Origin.IMPORTED and mission.status in (
        Status.DONE,
        Status.ARCHIVED,
    )
    if not (has_imported_times and columns.started_at is None):
        mission.started_at = columns.started_at
        mission.total_paused_ms = columns.total_paused_ms
    mission.actual_seconds = columns.actual_seconds
    mission.is_paused = columns.is_paused
    mission.paused_at = columns.paused_at


def count(entry: TimeEntry, *, sign: int = 1) -> None:
    """Add (or with SIGN -1 take away) a closed or claimed entry in the day totals."""
    if entry.claimed_on is not None:
        _add(entry, entry.claimed_on, claimed=sign * (entry.claimed_seconds or 0))
    elif entry.ended_at is not None:
        for day, seconds in days.split(entry.begun, entry.ended_at, entry.day_rule).items():
            _add(entry, day, timed=sign * seconds)


def _add(entry: TimeEntry, day: date, *, timed: int = 0, claimed: int = 0) -> None:
    steps = {
        "timed_seconds": F("timed_seconds") + timed,
        "claimed_seconds": F("claimed_seconds") + claimed,
    }
    rows: tuple[Model, ...] = (
        day_row(entry.owner, day),
        DayTotal.objects.get_or_create(owner=entry.owner, day=day, mission_id=entry.mission_id)[0],
    )
    for row in rows:
        type(row)._default_manager.filter(pk=row.pk).update(**steps)


def day_row(owner: User, day: date) -> LocalDay:
    return LocalDay.objects.get_or_create(owner=owner, day=day)[0]


def recount(before: TimeEntry, after: TimeEntry) -> None:
    """Replace what BEFORE stood for in the day totals by AFTER."""
    if before.discarded_at is None:
        count(before, sign=-1)
    if after.discarded_at is None:
        count(after)
