"""How a piece of time finds room among others: by trimming them, or by moving. Pure.

Pieces are half-open, [start, end); one that runs has no end. The others never overlap
one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Span:
    """The piece of time that the row KEY holds; 0 is one that is not written yet."""

    key: int
    start: datetime
    end: datetime | None

    @property
    def until(self) -> datetime:
        return self.end or NEVER

    @property
    def length(self) -> timedelta:
        return self.until - self.start

    def meets(self, other: Span) -> bool:
        is_something = self.start < self.until and other.start < other.until
        return is_something and self.start < other.until and other.start < self.until

    def at(self, start: datetime) -> Span:
        """The same length from START on; what runs goes on running."""
        return Span(self.key, start, self.end and start + self.length)


def met(mine: Span, others: Sequence[Span]) -> list[Span]:
    """Those of OTHERS, in order, that overlap MINE."""
    found = [other for other in others if other.key != mine.key and other.meets(mine)]
    return sorted(found, key=lambda span: span.start)


def without(other: Span, mine: Span) -> list[Span]:
    """What is left of OTHER when MINE takes its time: no piece, one, or one on each side."""
    left = [
        Span(other.key, other.start, min(other.until, mine.start)),
        Span(other.key, max(other.start, mine.until), other.end),
    ]
    return [piece for piece in left if piece.start < piece.until]


def later(mine: Span, others: Sequence[Span], *, by: datetime) -> Span | None:
    """MINE moved to the nearest later room that ends by BY, if there is one."""
    moved = mine
    for other in sorted(others, key=lambda span: span.start):
        if other.key == mine.key or not other.meets(moved):
            continue
        if other.end is None:
            return None
        moved = moved.at(other.end)
    return moved if (moved.end or moved.start) <= by else None


def earlier(mine: Span, others: Sequence[Span], *, since: datetime) -> Span | None:
    """MINE moved to the nearest earlier room that begins after SINCE, if there is one."""
    if mine.end is None:
        return None
    moved = mine
    for other in sorted(others, key=lambda span: span.start, reverse=True):
        if other.key != mine.key and other.meets(moved):
            moved = moved.at(other.start - mine.length)
    return moved if moved.start >= since else None
