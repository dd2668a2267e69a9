"""The day, week or month that a budget counts now, and how it goes on from here. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agents.models import BudgetPeriod
from agents.usage.spans import Period
from missions.days import DayRule


def window(period: str, *, today: date, rule: DayRule) -> Period:
    """The local days of the PERIOD that TODAY lies in."""
    if period == BudgetPeriod.DAY:
        return Period(today, today, rule)
    if period == BudgetPeriod.WEEK:
        monday = today - timedelta(days=today.weekday())
        return Period(monday, monday + timedelta(days=6), rule)
    first = today.replace(day=1)
    return Period(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), rule)


@dataclass(frozen=True)
class Pace:
    """Money spent since `begins_at`, in whole picodollars, seen at `now`."""

    spent_pico: int
    begins_at: datetime
    ends_at: datetime
    now: datetime

    @property
    def expected_pico(self) -> int:
        """What the whole window comes to if it goes on like this."""
        passed = _seconds(self.now - self.begins_at)
        whole = _seconds(self.ends_at - self.begins_at)
        return self.spent_pico * whole // passed if passed else self.spent_pico

    def reaches(self, limit_pico: int) -> datetime | None:
        """When LIMIT_PICO is spent at this pace; None when not within the window."""
        passed = _seconds(self.now - self.begins_at)
        left = limit_pico - self.spent_pico
        if left <= 0 or not self.spent_pico or not passed:
            return None
        seconds = -(-left * passed // self.spent_pico)
        if seconds >= _seconds(self.ends_at - self.now):
            return None
        return self.now + timedelta(seconds=seconds)


def _seconds(length: timedelta) -> int:
    return length // timedelta(seconds=1)
