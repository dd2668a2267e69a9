"""Sums of stored local days: day by day, together, and by mission."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from devcraft.models import User
from devcraft.templatetags.devcraft import hours_minutes
from missions.models import DayTotal, LocalDay
from missions.reports.periods import Period

Seconds = Mapping[date, int]
HOUR = 3600


@dataclass(frozen=True)
class DaySum:
    """What one local day came to, the clock that runs counted until now."""

    day: date
    timed_seconds: int = 0
    claimed_seconds: int = 0
    score: Decimal = Decimal(0)
    imported_score: Decimal = Decimal(0)
    done_count: int = 0

    @property
    def points(self) -> Decimal:
        return self.score + self.imported_score

    @property
    def seconds(self) -> int:
        return self.timed_seconds + self.claimed_seconds

    @property
    def is_empty(self) -> bool:
        return not (self.seconds or self.points or self.done_count)


@dataclass(frozen=True)
class MissionSum:
    """Seconds of one mission in a period."""

    mission_id: int
    name: str
    timed_seconds: int
    claimed_seconds: int

    @property
    def seconds(self) -> int:
        return self.timed_seconds + self.claimed_seconds


@dataclass(frozen=True)
class Working:
    """The clock that runs: its mission, and its seconds by local day until now."""

    mission_id: int
    name: str
    days: Seconds


def day_sum(day: date, row: LocalDay | None, running: int = 0) -> DaySum:
    """The stored ROW of DAY and the seconds that run now."""
    if row is None:
        return DaySum(day, running)
    return DaySum(
        day,
        row.timed_seconds + running,
        row.claimed_seconds,
        Decimal(row.score),
        Decimal(row.imported_score),
        row.done_count,
    )


def days_of(user: User, period: Period, working: Working | None) -> list[DaySum]:
    """Every day of PERIOD, oldest first."""
    stored = LocalDay.objects.filter(owner=user, day__gte=period.first, day__lte=period.last)
    rows = {row.day: row for row in stored}
    running = working.days if working else {}
    return [day_sum(day, rows.get(day), running.get(day, 0)) for day in period.days]


def together(days: Iterable[DaySum], first: date) -> DaySum:
    """The sum of DAYS, as if they were the one day FIRST."""
    total = DaySum(first)
    for day in days:
        total = DaySum(
            first,
            total.timed_seconds + day.timed_seconds,
            total.claimed_seconds + day.claimed_seconds,
            total.score + day.score,
            total.imported_score + day.imported_score,
            total.done_count + day.done_count,
        )
    return total


def missions_of(user: User, period: Period, working: Working | None) -> list[MissionSum]:
    """Missions with time in PERIOD, those with most of it first."""
    rows = (
        DayTotal.objects.filter(owner=user, day__gte=period.first, day__lte=period.last)
        .order_by()
        .values_list("mission_id", "mission__name")
        .annotate(timed=Sum("timed_seconds"), claimed=Sum("claimed_seconds"))
    )
    found = {row[0]: MissionSum(*row) for row in rows}
    if working:
        seconds = sum(working.days.get(day, 0) for day in period.days)
        known = found.get(working.mission_id, MissionSum(working.mission_id, working.name, 0, 0))
        found[working.mission_id] = MissionSum(
            known.mission_id, known.name, known.timed_seconds + seconds, known.claimed_seconds
        )
    worked = [mission for mission in found.values() if mission.seconds]
    return sorted(worked, key=lambda one: (-one.seconds, one.mission_id))


def hours_of(day: DaySum) -> tuple[float, float, str]:
    """Timed and claimed hours of DAY for a bar, and its text."""
    text = hours_minutes(day.seconds) if day.seconds else "–"
    return day.timed_seconds / HOUR, day.claimed_seconds / HOUR, text
