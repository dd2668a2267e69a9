"""Fifty-three weeks of local days in five steps; at most 371 stored rows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import quantiles
from typing import Any

from devcraft.models import User
from devcraft.templatetags.devcraft import duration, points
from missions.reports.periods import ONE_DAY, Period, around
from missions.reports.sums import DaySum, Working, days_of, together

WEEKS = 53
TOP = 4
USUAL = "minutes"
Amount = int | float | Decimal


@dataclass(frozen=True)
class Measure:
    """One thing that a heatmap can show: the amount of a day, and how it is said."""

    label: str
    of: Callable[[DaySum], Amount]
    say: Callable[[Amount], str]


def _missions(count: Amount) -> str:
    return f"{int(count)} done"


def _points(amount: Amount) -> str:
    return f"{points(Decimal(amount))} points"


def _duration(seconds: Amount) -> str:
    return duration(int(seconds))


MEASURES = {
    "minutes": Measure("Minutes", lambda day: day.seconds, _duration),
    "score": Measure("Points", lambda day: day.points, _points),
    "done": Measure("Missions done", lambda day: day.done_count, _missions),
}


@dataclass(frozen=True)
class Cell:
    """One day of the map: its amount in words, and its step from 0 (nothing) to 4."""

    day: date
    words: str
    step: int


@dataclass(frozen=True)
class Year:
    """`rows` are weekdays from Monday on, each with a cell per week; none after today."""

    span: Period
    measure: Measure
    today: date
    rows: list[list[Cell | None]]
    cuts: list[Amount]
    days: list[DaySum]
    months: list[tuple[Period, DaySum]]

    @property
    def earlier(self) -> Period | None:
        """The last week of the years before this one."""
        return around("week", self.span.first - ONE_DAY)

    @property
    def later(self) -> Period | None:
        """The last week of the year after this one, or this week; None when that is shown."""
        if self.span.last >= self.today:
            return None
        return around("week", min(self.today, self.span.last + 7 * WEEKS * ONE_DAY))

    @property
    def total(self) -> DaySum:
        return together(self.days, self.span.first)

    @property
    def active(self) -> int:
        return sum(1 for day in self.days if self.measure.of(day) > 0)

    @property
    def legend(self) -> list[tuple[int, str]]:
        """The steps that days can take, and what a day of each holds at most."""
        found: list[tuple[int, str]] = [(0, "nothing")]
        below: Amount = 0
        for step, cut in enumerate(self.cuts, start=1):
            if cut > below:
                found.append((step, f"to {self.measure.say(cut)}"))
            below = cut
        if any(cell and cell.step == TOP for row in self.rows for cell in row):
            found.append((TOP, "more"))
        return found


def span_until(last: Period) -> Period:
    """The 53 weeks whose last one is the week LAST."""
    first = last.first - 7 * (WEEKS - 1) * ONE_DAY
    return Period("year", last.name, "", first, last.last)


def year_of(
    user: User, last: Period, measure: Measure, *, today: date, working: Working | None
) -> Year:
    span = span_until(last)
    days = days_of(user, span, working)
    cuts = cuts_of([measure.of(day) for day in days])
    cells = [_cell(day, measure, cuts) if day.day <= today else None for day in days]
    return Year(
        span,
        measure,
        today,
        [cells[weekday::7] for weekday in range(7)],
        cuts,
        days,
        _by_month(days),
    )


def _cell(day: DaySum, measure: Measure, cuts: Sequence[Amount]) -> Cell:
    amount = measure.of(day)
    return Cell(day.day, measure.say(amount) if amount > 0 else "nothing", step_of(amount, cuts))


def cuts_of(amounts: Sequence[Amount]) -> list[Amount]:
    """What bounds the lower three of the four steps: quarters of the days with anything."""
    some: list[Any] = [amount for amount in amounts if amount > 0]
    if len(some) < 2:
        return some * 3
    return list(quantiles(some, n=4, method="inclusive"))


def step_of(amount: Amount, cuts: Sequence[Amount]) -> int:
    """0 for nothing, else 1 to 4 by CUTS; never less for a larger AMOUNT."""
    return 1 + bisect_left(cuts, amount) if amount > 0 else 0


def _by_month(days: list[DaySum]) -> list[tuple[Period, DaySum]]:
    """The months of DAYS that hold anything, the last first."""
    firsts = sorted({day.day.replace(day=1) for day in days if not day.is_empty}, reverse=True)
    found = []
    for first in firsts:
        month = around("month", first)
        if month:
            inside = (day for day in days if day.day.replace(day=1) == first)
            found.append((month, together(inside, first)))
    return found
