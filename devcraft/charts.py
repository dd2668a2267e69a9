"""Geometry of server-made charts; templates draw it, charts.css colours it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

NICE_STEPS = (1, 2, 2.5, 5, 10)
LABEL_WIDTH = 48


@dataclass(frozen=True)
class Bar:
    """One bar: pixels within the chart, and the texts beside it."""

    x: float
    y: float
    width: float
    height: float
    hatched_y: float
    hatched_height: float
    label: str
    value: str
    label_x: float
    value_y: float
    is_outlined: bool


@dataclass(frozen=True)
class GridLine:
    y: float
    label: str


@dataclass(frozen=True)
class BarChart:
    width: int
    height: int
    baseline: float
    bars: list[Bar]
    grid: list[GridLine]


@dataclass(frozen=True)
class Reading:
    """One bar's input. `solid` and `hatched` are stacked, in the chart's unit."""

    label: str
    solid: float
    hatched: float
    value: str
    is_outlined: bool = False


def bars(
    readings: Sequence[Reading], *, width: int = 720, height: int = 200, unit: str = ""
) -> BarChart:
    """Zero-based bars, at most 24 px wide, over three hairlines."""
    top, bottom, right = 24, 24, 48
    baseline = height - bottom
    ceiling = nice_ceiling(max((r.solid + r.hatched for r in readings), default=0))
    scale = (baseline - top) / ceiling
    slot = (width - right) / max(len(readings), 1)
    thick = min(24.0, slot * 0.6)
    drawn = []
    for place, reading in enumerate(readings):
        middle = slot * (place + 0.5)
        solid, hatched = reading.solid * scale, reading.hatched * scale
        drawn.append(
            Bar(
                x=round(middle - thick / 2, 1),
                y=round(baseline - solid, 1),
                width=round(thick, 1),
                height=round(solid, 1),
                hatched_y=round(baseline - solid - hatched, 1),
                hatched_height=round(hatched, 1),
                label=reading.label,
                value=reading.value,
                label_x=round(middle, 1),
                value_y=round(baseline - solid - hatched - 6, 1),
                is_outlined=reading.is_outlined,
            )
        )
    grid = [
        GridLine(round(baseline - ceiling * share * scale, 1), f"{ceiling * share:,g}{unit}")
        for share in (0.5, 1.0)
    ]
    return BarChart(width, height, baseline, drawn, grid)


def nice_ceiling(value: float) -> float:
    """The next number of the form 1, 2, 2.5 or 5 times a power of ten; at least 1."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    return next(step * power for step in NICE_STEPS if step * power >= max(value, 1))


@dataclass(frozen=True)
class Pair:
    """One day of a mirrored chart: UP and DOWN in their own units, with their texts.

    `up_at` and `down_at` are the addresses of the rows behind them.
    """

    label: str
    up: float
    down: float
    up_value: str
    down_value: str
    up_at: str = ""
    down_at: str = ""
    is_outlined: bool = False


@dataclass(frozen=True)
class Twin:
    """Two bars from one line, in pixels."""

    x: float
    width: float
    up_y: float
    up_height: float
    down_y: float
    down_height: float
    label: str
    up_value: str
    down_value: str
    up_at: str
    down_at: str
    label_x: float
    up_value_y: float
    down_value_y: float
    is_outlined: bool
    is_labelled: bool


@dataclass(frozen=True)
class MirrorChart:
    """Values stand beside the bars only while there is room for them."""

    width: int
    height: int
    axis: float
    twins: list[Twin]
    grid: list[GridLine]
    has_values: bool


def mirror(
    pairs: Sequence[Pair],
    *,
    width: int = 720,
    height: int = 232,
    up_unit: str = "",
    down_unit: str = "",
) -> MirrorChart:
    """Bars above and below one line, each side on its own zero-based scale."""
    edge, foot, right = 24, 24, 48
    axis = (height - foot) / 2
    up_top = nice_ceiling(max((pair.up for pair in pairs), default=0))
    down_top = nice_ceiling(max((pair.down for pair in pairs), default=0))
    reach = axis - edge
    slot = (width - right) / max(len(pairs), 1)
    every = max(1, ceil(LABEL_WIDTH / slot))
    twins = [
        _twin(
            pair,
            middle=slot * (place + 0.5),
            thick=min(24.0, slot * 0.6),
            axis=axis,
            up=pair.up / up_top * reach,
            down=pair.down / down_top * reach,
            is_labelled=(len(pairs) - 1 - place) % every == 0,
        )
        for place, pair in enumerate(pairs)
    ]
    grid = [
        GridLine(round(axis - reach, 1), f"{up_top:,g}{up_unit}"),
        GridLine(round(axis + reach, 1), f"{down_unit}{down_top:,g}"),
    ]
    return MirrorChart(width, height, axis, twins, grid, has_values=every == 1)


def _twin(
    pair: Pair,
    *,
    middle: float,
    thick: float,
    axis: float,
    up: float,
    down: float,
    is_labelled: bool,
) -> Twin:
    """PAIR around MIDDLE, its bars UP and DOWN pixels long."""
    return Twin(
        x=round(middle - thick / 2, 1),
        width=round(thick, 1),
        up_y=round(axis - 1 - up, 1),
        up_height=round(up, 1),
        down_y=round(axis + 1, 1),
        down_height=round(down, 1),
        label=pair.label,
        up_value=pair.up_value,
        down_value=pair.down_value,
        up_at=pair.up_at,
        down_at=pair.down_at,
        label_x=round(middle, 1),
        up_value_y=round(axis - up - 7, 1),
        down_value_y=round(axis + down + 15, 1),
        is_outlined=pair.is_outlined,
        is_labelled=is_labelled,
    )
