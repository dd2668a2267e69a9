"""Writes what follows from time entries: a mission's time columns, day and hour totals.

The only writer of `Mission.started_at` and its neighbours, of `DayTotal`, `HourTotal` and
of the seconds in `LocalDay`; `verify_time` recomputes all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Model

from devcraft.models import User
from missions import days
from missions.models import (
    DayTotal,
    EntryKind,
    HourTotal,
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
MOST_DAYS = 5000
Sums = Counter[tuple[tuple[Any, ...], str]]
"""Seconds by what names a row of day totals, and by the row's column."""


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


def day_pieces(entry: TimeEntry) -> Iterator[tuple[date, str, int]]:
    """Local days of a closed or claimed ENTRY, each with the column of its seconds and those."""
    if entry.claimed_on is not None:
        yield entry.claimed_on, "claimed_seconds", entry.claimed_seconds or 0
    elif entry.ended_at is not None:
        for day, seconds in days.split(entry.begun, entry.ended_at, entry.day_rule).items():
            yield day, "timed_seconds", seconds


def hour_pieces(entry: TimeEntry) -> dict[tuple[date, int], int]:
    """Seconds of a closed ENTRY by local day and hour; none of one that is claimed or runs."""
    if entry.ended_at is None:
        return {}
    return days.split_hours(entry.begun, entry.ended_at, entry.day_rule)


def count(entry: TimeEntry, *, sign: int = 1) -> None:
    """Add (or with SIGN -1 take away) a closed or claimed entry in the day and hour totals."""
    for day, column, seconds in day_pieces(entry):
        _add(entry, day, column, sign * seconds)
    _add_hours(entry, sign)


def _add(entry: TimeEntry, day: date, column: str, seconds: int) -> None:
    rows: tuple[Model, ...] = (
        day_row(entry.owner, day),
        DayTotal.objects.get_or_create(owner=entry.owner, day=day, mission_id=entry.mission_id)[0],
    )
    for row in rows:
        stored = type(row)._default_manager.filter(pk=row.pk)
        stored.update(**{column: F(column) + seconds})


def _add_hours(entry: TimeEntry, sign: int) -> None:
    """The same by the hour; hours of one day that get the same are written at once."""
    pieces = hour_pieces(entry)
    rows = [HourTotal(owner=entry.owner, day=day, hour=hour) for day, hour in pieces]
    HourTotal.objects.bulk_create(rows, ignore_conflicts=True)
    alike: dict[tuple[date, int], list[int]] = {}
    for (day, hour), seconds in pieces.items():
        alike.setdefault((day, seconds), []).append(hour)
    for (day, seconds), hours in alike.items():
        HourTotal.objects.filter(owner=entry.owner, day=day, hour__in=hours).update(
            seconds=F("seconds") + sign * seconds
        )


def day_row(owner: User, day: date) -> LocalDay:
    return LocalDay.objects.get_or_create(owner=owner, day=day)[0]


def recount(before: TimeEntry, after: TimeEntry) -> None:
    """Replace what BEFORE stood for in the day totals by AFTER."""
    if before.discarded_at is None:
        count(before, sign=-1)
    if after.discarded_at is None:
        count(after)


def count_all(owner: User, entries: Iterable[TimeEntry]) -> None:
    """Add many ENTRIES of OWNER at once: to day and hour totals and their missions' seconds.

    All are closed or claimed and of no present stretch; the caller holds OWNER's lock.
    """
    by_day: Sums = Counter()
    by_mission: Sums = Counter()
    by_hour: Sums = Counter()
    for entry in entries:
        if entry.discarded_at is not None:
            continue
        for hour, seconds in hour_pieces(entry).items():
            by_hour[hour, "seconds"] += seconds
        for day, kind, seconds in day_pieces(entry):
            by_day[(day,), kind] += seconds
            by_mission[(day, entry.mission_id), kind] += seconds
    _add_up(LocalDay, owner, ("day",), by_day)
    _add_up(DayTotal, owner, ("day", "mission_id"), by_mission)
    _add_up(HourTotal, owner, ("day", "hour"), by_hour)
    longer: Counter[int] = Counter()
    for ((_, mission_id), _), seconds in by_mission.items():
        longer[mission_id] += seconds
    missions = [
        Mission(pk=mission_id, actual_seconds=F("actual_seconds") + seconds)
        for mission_id, seconds in longer.items()
    ]
    Mission.objects.bulk_update(missions, ["actual_seconds"])


def _add_up(model: type[Model], owner: User, names: tuple[str, ...], sums: Sums) -> None:
    """Add SUMS, by the values of NAMES and a column of seconds, to the rows of OWNER."""
    stored = model._default_manager.filter(owner=owner)
    asked = sorted({key[0] for key, _ in sums})
    rows: dict[tuple[Any, ...], Any] = {}
    for start in range(0, len(asked), MOST_DAYS):
        for row in stored.filter(day__in=asked[start : start + MOST_DAYS]):
            rows[tuple(getattr(row, name) for name in names)] = row
    changed = {}
    for (key, column), seconds in sums.items():
        fresh = model(owner=owner, **dict(zip(names, key, strict=True)))
        row = changed[key] = rows.setdefault(key, fresh)
        setattr(row, column, getattr(row, column) + seconds)
    known = [row for row in changed.values() if row.pk is not None]
    model._default_manager.bulk_create(row for row in changed.values() if row.pk is None)
    columns = {column for _, column in sums}
    if columns:
        model._default_manager.bulk_update(known, columns, batch_size=200)
