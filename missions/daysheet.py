"""Local days as their entries fill them: pieces, gaps between them, and what was claimed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from devcraft.models import User
from missions import neighbours
from missions.days import DayRule
from missions.models import TimeEntry

MOST = 1000
MOST_CLAIMED = 200
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Piece:
    """The part of an entry that lies in one day."""

    entry: TimeEntry
    start: datetime
    end: datetime
    is_suspect: bool

    @property
    def seconds(self) -> int:
        return int((self.end - self.start).total_seconds())

    @property
    def is_cut(self) -> bool:
        """Whether the entry goes on in a neighbouring day."""
        return self.start != self.entry.started_at or self.entry.ended_at not in (None, self.end)


@dataclass(frozen=True)
class Row:
    """A piece, or without one a gap between two."""

    start: datetime
    end: datetime
    piece: Piece | None = None

    @property
    def seconds(self) -> int:
        return int((self.end - self.start).total_seconds())


@dataclass(frozen=True)
class Sheet:
    """One local day, from `start` to `end`; `pieces` in order."""

    day: date
    start: datetime
    end: datetime
    pieces: tuple[Piece, ...]
    claimed: tuple[TimeEntry, ...]

    @property
    def hours(self) -> float:
        return (self.end - self.start).total_seconds() / 3600

    @property
    def is_odd(self) -> bool:
        """Whether the clocks change on this day."""
        return self.end - self.start != ONE_DAY

    @property
    def timed_seconds(self) -> int:
        return sum(piece.seconds for piece in self.pieces)

    @property
    def claimed_seconds(self) -> int:
        return sum(entry.claimed_seconds or 0 for entry in self.claimed)

    @property
    def rows(self) -> list[Row]:
        """Pieces, and the gaps between them."""
        found: list[Row] = []
        for piece in self.pieces:
            if found and piece.start > found[-1].end:
                found.append(Row(found[-1].end, piece.start))
            found.append(Row(piece.start, piece.end, piece))
        return found


@dataclass(frozen=True)
class Sheets:
    days: list[Sheet]
    is_whole: bool
    other_zones: list[str]

    @property
    def timed_seconds(self) -> int:
        return sum(day.timed_seconds for day in self.days)

    @property
    def claimed_seconds(self) -> int:
        return sum(day.claimed_seconds for day in self.days)


def sheets(user: User, *, rule: DayRule, first: date, count: int, now: datetime) -> Sheets:
    """COUNT local days from FIRST on, by RULE; what runs is drawn until NOW."""
    borders = [rule.start_of(first + timedelta(days=number)) for number in range(count + 1)]
    found = neighbours.touching(user, since=borders[0], until=borders[-1], most=MOST)
    claims = TimeEntry.objects.counted().visible_to(user).select_related("mission")
    last = first + timedelta(days=count - 1)
    claimed = list(
        claims.filter(claimed_on__gte=first, claimed_on__lte=last).order_by("claimed_on", "id")[
            : MOST_CLAIMED * count
        ]
    )
    days = [
        Sheet(
            day := first + timedelta(days=number),
            borders[number],
            borders[number + 1],
            tuple(_pieces(found[:MOST], borders[number], borders[number + 1], now)),
            tuple(entry for entry in claimed if entry.claimed_on == day),
        )
        for number in range(count)
    ]
    zones = sorted({entry.zone for entry in found if entry.day_rule != rule})
    return Sheets(days, len(found) <= MOST, zones)


def _pieces(
    entries: Sequence[TimeEntry], start: datetime, end: datetime, now: datetime
) -> list[Piece]:
    found = []
    for entry in entries:
        begins = max(entry.begun, start)
        ends = min(entry.ended_at or max(now, entry.begun), end)
        if begins < ends:
            found.append(Piece(entry, begins, ends, entry.is_suspect_at(now)))
    return found
