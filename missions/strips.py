"""Geometry of days drawn as strips, one lying or several standing side by side. Pure.

Places follow the time since a day began, so that a day of 23 or 25 hours has its length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

LEAST = 2.0
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Span:
    """What is drawn: `at` is where it leads to, `label` what it is."""

    start: datetime
    end: datetime
    label: str
    at: str
    kind: str


@dataclass(frozen=True)
class Block:
    x: float
    y: float
    width: float
    height: float
    label: str
    at: str
    kind: str


@dataclass(frozen=True)
class Tick:
    """A hairline at a full local hour."""

    place: float
    label: str
    is_labelled: bool


@dataclass(frozen=True)
class Column:
    """One day; its own `ticks` only where the clocks change on it."""

    x: float
    middle: float
    width: float
    height: float
    title: str
    note: str
    at: str
    is_today: bool
    blocks: list[Block]
    ticks: list[Tick]


@dataclass(frozen=True)
class Strip:
    width: int
    height: int
    foot: int
    blocks: list[Block]
    ticks: list[Tick]


@dataclass(frozen=True)
class Week:
    width: int
    height: int
    top: int
    ticks: list[Tick]
    columns: list[Column]


@dataclass(frozen=True)
class Day:
    """A day to draw, from `start` to `end` by the clock of `zone`."""

    start: datetime
    end: datetime
    zone: str
    spans: Sequence[Span]
    title: str = ""
    note: str = ""
    at: str = ""
    is_today: bool = False


def strip(day: Day, *, width: int, every: int, height: int = 64) -> Strip:
    """DAY lying, with a label at EVERY so many hours."""
    foot = height - 20
    scale = width / (day.end - day.start).total_seconds()
    blocks = []
    for span in day.spans:
        place = (span.start - day.start).total_seconds() * scale
        length = max((span.end - span.start).total_seconds() * scale, LEAST)
        x = min(place, width - length)
        blocks.append(Block(_(x), 4, _(length), foot - 8, span.label, span.at, span.kind))
    return Strip(width, height, foot, blocks, _ticks(day, scale, every))


def week(days: Sequence[Day], *, width: int, every: int, hour: int = 18) -> Week:
    """DAYS standing side by side, HOUR pixels an hour, the usual hours at the left."""
    top, left = 40, 34
    scale = hour / 3600
    slot = (width - left) / max(len(days), 1)
    tallest = max((day.end - day.start).total_seconds() for day in days) * scale
    usual = next((day for day in days if day.end - day.start == 24 * HOUR), days[0])
    columns = [
        _column(day, x=left + slot * place, slot=slot, top=top, scale=scale, every=every)
        for place, day in enumerate(days)
    ]
    ticks = [Tick(_(top + t.place), t.label, t.is_labelled) for t in _ticks(usual, scale, every)]
    return Week(width, int(top + tallest + 8), top, ticks, columns)


def _column(day: Day, *, x: float, slot: float, top: int, scale: float, every: int) -> Column:
    height = (day.end - day.start).total_seconds() * scale
    blocks = []
    for span in day.spans:
        place = (span.start - day.start).total_seconds() * scale
        length = max((span.end - span.start).total_seconds() * scale, LEAST)
        y = top + min(place, height - length)
        blocks.append(Block(_(x + 2), _(y), _(slot - 4), _(length), span.label, span.at, span.kind))
    is_odd = day.end - day.start != 24 * HOUR
    ticks = _ticks(day, scale, every) if is_odd else []
    return Column(
        x=_(x),
        middle=_(x + slot / 2),
        width=_(slot),
        height=_(height),
        title=day.title,
        note=day.note,
        at=day.at,
        is_today=day.is_today,
        blocks=blocks,
        ticks=[Tick(_(top + tick.place), tick.label, tick.is_labelled) for tick in ticks],
    )


def _ticks(day: Day, scale: float, every: int) -> list[Tick]:
    """A tick at each hour since DAY began, labelled as the clock shows it."""
    zone, found, moment = ZoneInfo(day.zone), [], day.start
    while moment < day.end:
        local = moment.astimezone(zone)
        place = (moment - day.start).total_seconds() * scale
        found.append(Tick(_(place), f"{local:%H}", is_labelled=local.hour % every == 0))
        moment += HOUR
    return found


def _(length: float) -> float:
    return round(length, 1)
