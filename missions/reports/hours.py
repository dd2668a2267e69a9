"""How focused time lies over the hours of the clock.

Read from `HourTotal`, which `missions.timekeeping` keeps as entries close: a period costs at
most 24 rows a day, however many entries it had. Claimed time has no hour and is not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from devcraft import charts
from devcraft.models import User
from devcraft.templatetags.devcraft import hours_minutes, percent
from missions.models import HourTotal
from missions.reports.periods import Period

HOURS = range(24)
HOUR = 3600
WINDOW = 3
"""The reading names the three hours in a row that hold most."""


@dataclass(frozen=True)
class Hours:
    """Seconds by hour of the clock, 0 to 23."""

    seconds: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.seconds)

    @property
    def rows(self) -> list[tuple[str, int]]:
        """The hours with work, as people read them."""
        return [(span_of(hour), seconds) for hour, seconds in enumerate(self.seconds) if seconds]


def hours_of(user: User, period: Period, running: Mapping[tuple[date, int], int]) -> Hours:
    """The hours of PERIOD; RUNNING are those of the clock that runs, by day and hour."""
    rows = (
        HourTotal.objects.filter(owner=user, day__gte=period.first, day__lte=period.last)
        .order_by()
        .values_list("hour")
        .annotate(seconds=Sum("seconds"))
    )
    found = dict(rows)
    for (day, hour), seconds in running.items():
        if period.first <= day <= period.last:
            found[hour] = found.get(hour, 0) + seconds
    return Hours(tuple(found.get(hour, 0) for hour in HOURS))


def span_of(hour: int, length: int = 1) -> str:
    """9:00 to 12:00; the clock goes round."""
    return f"{hour}:00 to {(hour + length) % 24}:00"


def best_window(seconds: tuple[int, ...]) -> tuple[int, int]:
    """The hour at which the fullest WINDOW begins, and the seconds in it."""
    sums = [sum(seconds[(hour + step) % 24] for step in range(WINDOW)) for hour in HOURS]
    start = max(HOURS, key=sums.__getitem__)
    return start, sums[start]


def reading(hours: Hours) -> str:
    """The profile in one sentence."""
    if not hours.total:
        return "No focused time in this period."
    start, most = best_window(hours.seconds)
    share = percent(most / hours.total)
    return f"Most of it between {span_of(start, WINDOW).replace('to', 'and')}: {share}."


def chart(hours: Hours, *, width: int = 720, label_every: int = 2) -> charts.BarChart:
    readings = [
        charts.Reading(
            label=f"{hour}" if hour % label_every == 0 else "",
            solid=seconds / HOUR,
            hatched=0,
            value=hours_minutes(seconds) if seconds and seconds == max(hours.seconds) else "",
        )
        for hour, seconds in enumerate(hours.seconds)
    ]
    return charts.bars(readings, width=width, unit=" h")
