"""Bars of a period, a day each, and what they say in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from devcraft import charts
from devcraft.templatetags.devcraft import duration
from missions.reports.periods import Period, spelt
from missions.reports.sums import DaySum, hours_of

MONDAY = 0
ROOM_FOR_VALUES = 8
"""So many bars leave room for a value over each; of more the tallest alone has one."""


def chart(
    days: Sequence[DaySum], *, today: date, width: int = 720, is_narrow: bool = False
) -> charts.BarChart:
    tallest = max((day.seconds for day in days), default=0)
    readings = []
    for day in days:
        solid, hatched, value = hours_of(day)
        has_value = len(days) <= ROOM_FOR_VALUES or (day.seconds and day.seconds == tallest)
        readings.append(
            charts.Reading(
                _label(day.day, len(days), is_narrow=is_narrow),
                solid,
                hatched,
                value if has_value else "",
                is_outlined=day.day == today,
            )
        )
    return charts.bars(readings, width=340 if is_narrow else width, unit=" h")


def _label(day: date, count: int, *, is_narrow: bool) -> str:
    if count <= ROOM_FOR_VALUES:
        return f"{day:%a}" if is_narrow else f"{day:%a} {day.day}"
    return "" if is_narrow and day.weekday() != MONDAY else str(day.day)


def reading(days: Sequence[DaySum], period: Period) -> str:
    worked = [day for day in days if day.seconds]
    if not worked:
        return f"No work in this {period.kind}."
    longest = max(worked, key=lambda day: day.seconds)
    whole = duration(sum(day.seconds for day in worked))
    return (
        f"{whole} on {len(worked)} of {len(days)} days; the longest was"
        f" {longest.day:%A} {spelt(longest.day)} with {duration(longest.seconds)}."
    )
