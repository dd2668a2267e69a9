"""What days and weeks came to, from the stored local days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from devcraft import charts
from devcraft.models import User
from missions.models import DayTotal, LocalDay, Mission

CHART_DAYS = 8
NARROW_DAYS = 5


@dataclass(frozen=True)
class DaySum:
    day: date
    timed_seconds: int
    claimed_seconds: int
    score: Decimal
    imported_score: Decimal
    done_count: int

    @property
    def points(self) -> Decimal:
        return self.score + self.imported_score


@dataclass(frozen=True)
class Days:
    """The last eight local days, oldest first; the last is today."""

    sums: list[DaySum]

    @property
    def today(self) -> DaySum:
        return self.sums[-1]

    @property
    def week_score(self) -> Decimal:
        return sum((day.points for day in self.sums[-7:]), Decimal(0))

    @property
    def week_seconds(self) -> int:
        return sum(day.timed_seconds + day.claimed_seconds for day in self.sums[-7:])

    @property
    def best(self) -> DaySum:
        return max(self.sums, key=lambda day: day.points)


Seconds = Mapping[date, int]


def last_days(user: User, *, today: date, running: Seconds, newest: dict[date, LocalDay]) -> Days:
    """Sums per local day out of NEWEST, each with its seconds of the entry that is RUNNING."""
    since = today - timedelta(days=CHART_DAYS - 1)
    sums = []
    for offset in range(CHART_DAYS):
        day = since + timedelta(days=offset)
        row = newest.get(day) or LocalDay(owner=user, day=day)
        sums.append(
            DaySum(
                day,
                row.timed_seconds + running.get(day, 0),
                row.claimed_seconds,
                Decimal(row.score),
                Decimal(row.imported_score),
                row.done_count,
            )
        )
    return Days(sums)


def focus_by_day(
    user: User, *, first: date, last: date, running: Seconds, mission: Mission | None = None
) -> dict[date, int]:
    """Timed and claimed seconds of the days FIRST to LAST, of MISSION alone or of all work.

    RUNNING are the seconds of the entry whose clock runs, when it belongs here.
    """
    if mission is None:
        rows: Any = LocalDay.objects.filter(owner=user, day__gte=first, day__lte=last)
    else:
        rows = DayTotal.objects.filter(owner=user, mission=mission, day__gte=first, day__lte=last)
    stored = rows.values_list("day", "timed_seconds", "claimed_seconds")
    found = {day: timed + claimed for day, timed, claimed in stored}
    for day, seconds in running.items():
        if first <= day <= last:
            found[day] = found.get(day, 0) + seconds
    return found


def score_chart(days: Days, *, is_narrow: bool = False) -> charts.BarChart:
    shown = days.sums[-NARROW_DAYS:] if is_narrow else days.sums
    readings = [
        charts.Reading(
            label="Today" if day is days.today else f"{day.day:%a %-d}",
            solid=float(day.score),
            hatched=float(day.imported_score),
            value=f"{day.points:,.0f}" if day.points else "–",
            is_outlined=day is days.today,
        )
        for day in shown
    ]
    width = 340 if is_narrow else 720
    return charts.bars(readings, width=width)


def reading_of(days: Days) -> str:
    """The chart in one sentence."""
    if not any(day.points for day in days.sums):
        return "No points in the last eight days yet."
    best = days.best
    when = "today" if best is days.today else f"on {best.day:%A}"
    return f"{days.week_score:,.0f} points in seven days; the best day was {when}."
