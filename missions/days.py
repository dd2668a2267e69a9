"""Local days: which day an instant belongs to, and how an interval falls into days and hours.

A day runs from its start hour to the same hour of the next date by the zone's clock,
so it lasts 23 or 25 hours when the clocks change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class DayRule:
    """How a person's instants become days; stored beside every entry of time."""

    zone: str
    start_hour: int = 0

    def start_of(self, day: date) -> datetime:
        """The instant (UTC) at which DAY begins."""
        local = datetime.combine(day, time(self.start_hour), tzinfo=ZoneInfo(self.zone))
        return local.astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """The instant (UTC) at which the day after DAY begins."""
        return self.start_of(day + timedelta(days=1))

    def day_of(self, instant: datetime) -> date:
        day = instant.astimezone(ZoneInfo(self.zone)).date()
        if instant < self.start_of(day):
            return day - timedelta(days=1)
        if instant >= self.end_of(day):
            return day + timedelta(days=1)
        return day

    def seconds_in(self, day: date) -> int:
        length = self.end_of(day) - self.start_of(day)
        return int(length.total_seconds())


def split(started_at: datetime, ended_at: datetime, rule: DayRule) -> dict[date, int]:
    """Seconds of the half-open interval [started_at, ended_at) per local day."""
    pieces: dict[date, int] = {}
    while started_at < ended_at:
        day = rule.day_of(started_at)
        border = min(ended_at, rule.end_of(day))
        pieces[day] = int((border - started_at).total_seconds())
        started_at = border
    return pieces


def split_hours(
    started_at: datetime, ended_at: datetime, rule: DayRule
) -> dict[tuple[date, int], int]:
    """Seconds of [started_at, ended_at) per local day and hour of the zone's clock, 0 to 23.

    An hour that the clock shows twice holds up to 7,200 seconds, one that it leaves out none.
    """
    zone, pieces = ZoneInfo(rule.zone), dict[tuple[date, int], int]()
    while started_at < ended_at:
        local, day = started_at.astimezone(zone), rule.day_of(started_at)
        full_hour = started_at + timedelta(minutes=60 - local.minute, seconds=-local.second)
        border = min(ended_at, full_hour, rule.end_of(day))
        seconds = int((border - started_at).total_seconds())
        pieces[day, local.hour] = pieces.get((day, local.hour), 0) + seconds
        started_at = border
    return pieces
