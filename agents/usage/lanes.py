"""One mission, two lanes: focused minutes beside what the agents cost, day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from django.urls import reverse

from agents.models.usage import PICO
from agents.usage.money import money
from agents.usage.reports import Spend
from agents.usage.spans import Period
from devcraft import charts
from devcraft.templatetags.devcraft import hours_minutes

HOUR = 3600


@dataclass(frozen=True)
class LaneDay:
    """A local day, or a month of a long period: seconds of focus and what agents used.

    `name` is the period it is in addresses; `hours_at` and `requests_at` lead to the rows.
    """

    day: date
    seconds: int
    spend: Spend
    name: str
    label: str
    title: str
    hours_at: str
    requests_at: str
    is_today: bool


@dataclass(frozen=True)
class Lanes:
    """Days, or months of a long period, oldest first. `unit` says which: day or month."""

    days: list[LaneDay]
    unit: str = "day"

    @cached_property
    def seconds(self) -> int:
        return sum(day.seconds for day in self.days)

    @cached_property
    def spend(self) -> Spend:
        return sum((day.spend for day in self.days), Spend())

    @property
    def is_empty(self) -> bool:
        return not self.spend.requests

    @property
    def is_quiet(self) -> bool:
        return not (self.seconds or self.spend.requests)


def lanes(
    period: Period,
    seconds: Mapping[date, int],
    spends: Mapping[date, Spend],
    *,
    today: date,
    narrowed: str = "",
) -> Lanes:
    """SECONDS by local day and SPENDS by step of PERIOD, side by side.

    NARROWED is the query that narrows the requests behind it, such as mission=12.
    """
    requests = f"{reverse('agents:request_list')}?{narrowed}{'&' if narrowed else ''}period="
    by_step = _by_step(period, seconds)
    make = _month if period.is_by_month else _day
    return Lanes(
        [
            make(step, by_step.get(step, 0), spends.get(step, Spend()), requests, today)
            for step in period.steps
        ],
        unit="month" if period.is_by_month else "day",
    )


def _by_step(period: Period, seconds: Mapping[date, int]) -> Mapping[date, int]:
    if not period.is_by_month:
        return seconds
    found: dict[date, int] = {}
    for day, part in seconds.items():
        step = max(day.replace(day=1), period.first)
        found[step] = found.get(step, 0) + part
    return found


def _day(day: date, seconds: int, spend: Spend, requests: str, today: date) -> LaneDay:
    name = day.isoformat()
    year = "" if day.year == today.year else f" {day.year}"
    return LaneDay(
        day,
        seconds,
        spend,
        name,
        label="Today" if day == today else f"{day:%a} {day.day}",
        title=f"{day:%a} {day.day} {day:%b}{year}",
        hours_at=_hours_of(name),
        requests_at=requests + name,
        is_today=day == today,
    )


@lru_cache(maxsize=2000)
def _hours_of(name: str) -> str:
    return reverse("missions:day", args=[name])


def _month(first: date, seconds: int, spend: Spend, requests: str, today: date) -> LaneDay:
    name = f"{first:%Y-%m}"
    return LaneDay(
        first,
        seconds,
        spend,
        name,
        label=f"{first:%b %y}",
        title=f"{first:%B %Y}",
        hours_at=f"{reverse('agents:billing')}?period={name}",
        requests_at=requests + name,
        is_today=False,
    )


def chart(found: Lanes, *, width: int = 720, most_days: int = 8) -> charts.MirrorChart:
    readings = [
        charts.Pair(
            label=day.label,
            up=day.seconds / HOUR,
            down=day.spend.cost_pico / PICO,
            up_value=hours_minutes(day.seconds) if day.seconds else "–",
            down_value=_cost(day.spend),
            up_at=day.hours_at,
            down_at=day.requests_at,
            is_outlined=day.is_today,
        )
        for day in found.days[-most_days:]
    ]
    return charts.mirror(readings, width=width, up_unit=" h", down_unit="$")


def reading(found: Lanes) -> str:
    """The lanes in one sentence."""
    spend = found.spend
    said = f"{_focus(found.seconds)} of focus and {money(spend.cost_pico)} of agents"
    if found.seconds >= HOUR and spend.cost_pico:
        an_hour = spend.cost_pico * HOUR // found.seconds
        said += f"; your agents cost {money(an_hour)} per focused hour"
    if spend.unpriced:
        said += f"; {_unpriced(spend.unpriced)} not in it"
    return f"{said}."


def _unpriced(count: int) -> str:
    if count == 1:
        return "1 request of unknown cost is"
    return f"{count:,} requests of unknown cost are"


def _focus(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _cost(spend: Spend) -> str:
    if not spend.requests:
        return "–"
    if spend.unpriced and not spend.cost_pico:
        return "?"
    return money(spend.cost_pico)
