"""The last eight days, as the front page shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from devcraft import charts
from devcraft.models import User
from devcraft.templatetags.devcraft import duration
from missions.models import LocalDay
from missions.reports.sums import DaySum, Seconds, day_sum, hours_of

CHART_DAYS = 8
NARROW_DAYS = 5


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
        return sum(day.seconds for day in self.sums[-7:])

    @property
    def best(self) -> DaySum:
        return max(self.sums, key=lambda day: day.points)


def last_days(user: User, *, today: date, running: Seconds, newest: dict[date, LocalDay]) -> Days:
    """Sums per local day out of NEWEST, each with its seconds of the entry that is RUNNING."""
    days = [today - timedelta(days=back) for back in reversed(range(CHART_DAYS))]
    return Days([day_sum(day, newest.get(day), running.get(day, 0)) for day in days])


def score_chart(days: Days, *, is_narrow: bool = False) -> charts.BarChart:
    return _chart(days, _points_of, is_narrow=is_narrow)


def hours_chart(days: Days, *, is_narrow: bool = False) -> charts.BarChart:
    """The same days by hours, for people who have points switched off."""
    return _chart(days, hours_of, is_narrow=is_narrow, unit=" h")


Bar = tuple[float, float, str]
"""Solid and hatched part of a bar, and its text."""


def _points_of(day: DaySum) -> Bar:
    text = f"{day.points:,.0f}" if day.points else "–"
    return float(day.score), float(day.imported_score), text


def _chart(
    days: Days, bar_of: Callable[[DaySum], Bar], *, is_narrow: bool, unit: str = ""
) -> charts.BarChart:
    readings = []
    for day in days.sums[-NARROW_DAYS:] if is_narrow else days.sums:
        solid, hatched, value = bar_of(day)
        is_today = day is days.today
        label = "Today" if is_today else f"{day.day:%a %-d}"
        readings.append(charts.Reading(label, solid, hatched, value, is_outlined=is_today))
    return charts.bars(readings, width=340 if is_narrow else 720, unit=unit)


def reading_of(days: Days) -> str:
    """The chart of points in one sentence."""
    if not any(day.points for day in days.sums):
        return "No points in the last eight days yet."
    best = days.best
    when = "today" if best is days.today else f"on {best.day:%A}"
    return f"{days.week_score:,.0f} points in seven days; the best day was {when}."


def hours_reading_of(days: Days) -> str:
    """The chart of hours in one sentence."""
    if not any(day.seconds for day in days.sums):
        return "No work in the last eight days yet."
    longest = max(days.sums, key=lambda day: day.seconds)
    when = "today" if longest is days.today else f"on {longest.day:%A}"
    return f"{duration(days.week_seconds)} in seven days; the longest day was {when}."
