"""Windows of versions on a time axis: where they overlap, where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH = 1000


@dataclass(frozen=True)
class Window:
    """A version is active from `start` up to, but not at, `end`; None is for ever."""

    version: int
    start: datetime
    end: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)


@dataclass(frozen=True)
class Stretch:
    """A time through which the same versions are active, none of them in a gap.

    The last of `versions` is the one that counts.
    """

    start: datetime
    end: datetime | None
    versions: tuple[int, ...]

    @property
    def kind(self) -> str:
        return ("gap", "one")[len(self.versions)] if len(self.versions) < 2 else "overlap"

    @property
    def counts(self) -> int | None:
        return self.versions[-1] if self.versions else None


def stretches(windows: Sequence[Window]) -> list[Stretch]:
    """From the first start on, one stretch after the other; none for no windows."""
    bounds = sorted({w.start for w in windows} | {w.end for w in windows if w.end})
    if any(window.end is None for window in windows):
        ends: list[datetime | None] = [*bounds[1:], None]
    else:
        ends = [*bounds[1:]]
    ordered = sorted(windows, key=lambda window: (window.start, window.version))
    return [
        Stretch(start, end, tuple(window.version for window in ordered if window.holds(start)))
        for start, end in zip(bounds, ends, strict=False)
    ]


@dataclass(frozen=True)
class Bar:
    """A stretch of the axis in units of which the whole axis has WIDTH."""

    x: float
    width: float
    label: str
    kind: str
    is_open: bool


@dataclass(frozen=True)
class Axis:
    """First and last moment drawn; what is open reaches to the right edge."""

    first: datetime
    last: datetime

    def bar(self, start: datetime, end: datetime | None, label: str, kind: str) -> Bar:
        left = self.place(start)
        right = WIDTH if end is None else self.place(end)
        return Bar(round(left, 1), round(max(right - left, 3), 1), label, kind, end is None)

    def place(self, moment: datetime) -> float:
        whole = (self.last - self.first).total_seconds() or 1
        share = (moment - self.first).total_seconds() / whole
        return WIDTH * min(max(share, 0), 1)


def axis(windows: Sequence[Window], now: datetime) -> Axis:
    """Wide enough for all WINDOWS and for NOW, with room on the right for what is open."""
    moments = [now, *(w.start for w in windows), *(w.end for w in windows if w.end)]
    first, last = min(moments), max(moments)
    if any(window.end is None for window in windows):
        room = (last - first) / 12
        last = last + room if last.year < 9000 else last
    return Axis(first, last)
