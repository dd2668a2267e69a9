"""Stretches of local days, as the half-hours of UTC that totals are kept by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from agents.usage.facts import slot_of
from missions.days import DayRule

MOST_DAYS = 92
"""Longer periods go month by month."""


@dataclass(frozen=True)
class Period:
    """Local days FIRST to LAST of a person, as half-hours of UTC.

    A zone whose offset is no multiple of a half-hour begins its days at the half-hour
    before.
    """

    first: date
    last: date
    rule: DayRule

    @property
    def from_slot(self) -> str:
        return slot_of(self.rule.start_of(self.first))

    @property
    def to_slot(self) -> str:
        return slot_of(self.rule.end_of(self.last))

    @property
    def begins_at(self) -> datetime:
        return instant_of(self.from_slot)

    @property
    def ends_at(self) -> datetime:
        return instant_of(self.to_slot)

    @property
    def is_by_month(self) -> bool:
        return (self.last - self.first).days >= MOST_DAYS

    @property
    def steps(self) -> list[date]:
        """The first day of each step: every day, or every month of a long period."""
        if self.is_by_month:
            return months(self.first, self.last)
        length = (self.last - self.first).days + 1
        return [self.first + timedelta(days=offset) for offset in range(length)]


def months(first: date, last: date) -> list[date]:
    """FIRST, and the first day of every later month until LAST."""
    numbers = range(12 * first.year + first.month, 12 * last.year + last.month)
    return [first, *(date(number // 12, number % 12 + 1, 1) for number in numbers)]


@dataclass(frozen=True)
class Span:
    """The local days of a person's first and last request."""

    first: date
    last: date


def last_days(count: int, *, today: date, rule: DayRule) -> Period:
    return Period(today - timedelta(days=count - 1), today, rule)


def instant_of(slot: str) -> datetime:
    """When the half-hour SLOT begins."""
    return datetime.fromisoformat(slot).replace(tzinfo=UTC)
