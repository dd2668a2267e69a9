"""Geometry of a waterfall: who was at work when, one lane under the other. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

IDLE_SHARE = 0.12
"""The most that one stretch of waiting takes, as a share of all time at work."""
LEAST = 3.0
SHORTEST = 0.001
LETTER = 7.0


@dataclass(frozen=True)
class Span:
    """From BEGIN to END, in seconds since the start; KIND picks the colour.

    A wait is drawn hatched, and shortened where nobody else was at work.
    """

    begin: float
    end: float
    kind: str
    is_wait: bool = False


@dataclass(frozen=True)
class Lane:
    """One line of the chart; `at` is where it leads to."""

    label: str
    value: str
    spans: Sequence[Span]
    at: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Block:
    x: float
    width: float
    kind: str
    is_wait: bool


@dataclass(frozen=True)
class Row:
    label: str
    label_x: float
    label_y: float
    value: str
    at: str
    y: float
    blocks: list[Block]


@dataclass(frozen=True)
class Tick:
    """A hairline at a moment, in seconds since the start."""

    x: float
    seconds: float


@dataclass(frozen=True)
class Waterfall:
    """`has_values` says whether values stand at the right; beneath the labels none do."""

    width: int
    height: int
    foot: float
    bar: int
    rows: list[Row]
    ticks: list[Tick]
    is_shortened: bool
    has_values: bool

    @property
    def has_length(self) -> bool:
        """Whether anything took time; what did not is no picture."""
        return self.ticks[-1].seconds > SHORTEST


@dataclass(frozen=True)
class Axis:
    """Moments to lengths, piece by piece; both lists rise."""

    moments: list[float]
    lengths: list[float]

    @property
    def is_shortened(self) -> bool:
        return self.lengths[-1] < self.moments[-1] - self.moments[0]

    def at(self, moment: float) -> float:
        """Where MOMENT lies, from 0 to 1."""
        return _between(self.moments, self.lengths, moment) / self.lengths[-1]

    def moment(self, share: float) -> float:
        return _between(self.lengths, self.moments, share * self.lengths[-1])


def axis(spans: Sequence[Span]) -> Axis:
    """From 0 to the end of SPANS, with stretches in which nobody was at work shortened."""
    stretches = _stretches(spans)
    busy = sum(end - begin for begin, end, is_busy in stretches if is_busy)
    most = busy * IDLE_SHARE if busy else float("inf")
    drawn = [
        end - begin if is_busy else min(end - begin, most) for begin, end, is_busy in stretches
    ]
    return Axis([0.0, *(end for _, end, _ in stretches)], list(accumulate([0.0, *drawn])))


def wide(lanes: Sequence[Lane], *, width: int = 1000, label: int = 260) -> Waterfall:
    """Labels at the left, values at the right."""
    return _drawn(lanes, width, left=label, right=90, line=24, drop=4, parts=3)


def narrow(lanes: Sequence[Lane], *, width: int = 320) -> Waterfall:
    """Each label above its bar."""
    return _drawn(lanes, width, left=0, right=0, line=38, drop=20, parts=2)


def _drawn(
    lanes: Sequence[Lane],
    width: int,
    *,
    left: int,
    right: int,
    line: int,
    drop: int,
    parts: int,
) -> Waterfall:
    """LANES, each LINE high with its bar DROP below, over hairlines that make PARTS."""
    scale = axis([span for lane in lanes for span in lane.spans])
    room, bar, foot = width - left - right, 14, line * len(lanes)
    rows = [
        Row(
            label=_fitting(lane.label, (left or width) - 14 * lane.depth),
            label_x=14.0 * lane.depth,
            label_y=place * line + 15.0,
            value=lane.value,
            at=lane.at,
            y=float(place * line + drop),
            blocks=[_block(span, scale, left, room) for span in lane.spans],
        )
        for place, lane in enumerate(lanes)
    ]
    shares = [part / parts for part in range(parts + 1)]
    ticks = [Tick(round(left + room * share, 1), scale.moment(share)) for share in shares]
    return Waterfall(width, foot + 22, foot, bar, rows, ticks, scale.is_shortened, right > 0)


def _block(span: Span, scale: Axis, left: int, room: int) -> Block:
    begin, end = room * scale.at(span.begin), room * scale.at(span.end)
    length = max(end - begin, LEAST)
    return Block(
        round(left + min(begin, room - length), 1), round(length, 1), span.kind, span.is_wait
    )


def _stretches(spans: Sequence[Span]) -> list[tuple[float, float, bool]]:
    """The time from 0 to the end of SPANS, by whether anybody was at work; at least a moment."""
    changes = {0.0: 0, max([SHORTEST, *(span.end for span in spans)]): 0}
    for span in spans:
        if not span.is_wait and span.end > span.begin:
            changes[span.begin] = changes.get(span.begin, 0) + 1
            changes[span.end] = changes.get(span.end, 0) - 1
    moments = sorted(changes)
    working = accumulate(changes[moment] for moment in moments)
    pieces = zip(pairwise(moments), working, strict=False)
    found = []
    for is_busy, group in groupby(pieces, key=lambda piece: piece[1] > 0):
        ends = [ends for ends, _ in group]
        found.append((ends[0][0], ends[-1][1], is_busy))
    return found


def _between(known: list[float], wanted: list[float], value: float) -> float:
    """What VALUE among the KNOWN is among the WANTED, in a straight line between two."""
    place = min(max(bisect_right(known, value), 1), len(known) - 1)
    low, high = known[place - 1], known[place]
    share = (min(max(value, low), high) - low) / (high - low) if high > low else 0.0
    return wanted[place - 1] + share * (wanted[place] - wanted[place - 1])


def _fitting(label: str, room: float) -> str:
    most = max(int(room / LETTER) - 1, 4)
    return label if len(label) <= most else f"{label[: most - 1]}…"
