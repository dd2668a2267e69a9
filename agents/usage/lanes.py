"""One mission, two lanes: focused minutes beside what the agents cost, day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from agents.models.usage import PICO
from agents.usage.money import money
from agents.usage.reports import Spend
from devcraft import charts
from devcraft.templatetags.devcraft import hours_minutes

HOUR = 3600


@dataclass(frozen=True)
class LaneDay:
    """A local day: seconds of focus (timed and claimed) and what agents used."""

    day: date
    seconds: int
    spend: Spend


@dataclass(frozen=True)
class Lanes:
    """Days oldest first; the last is today."""

    days: list[LaneDay]

    @property
    def seconds(self) -> int:
        return sum(day.seconds for day in self.days)

    @cached_property
    def spend(self) -> Spend:
        return sum((day.spend for day in self.days), Spend())

    @property
    def today(self) -> LaneDay:
        return self.days[-1]

    @property
    def is_empty(self) -> bool:
        return not self.spend.requests

    @property
    def is_quiet(self) -> bool:
        return not (self.seconds or self.spend.requests)


def lanes(days: list[date], seconds: Mapping[date, int], spends: Mapping[date, Spend]) -> Lanes:
    return Lanes([LaneDay(day, seconds.get(day, 0), spends.get(day, Spend())) for day in days])


def chart(found: Lanes, *, width: int = 720, most_days: int = 8) -> charts.MirrorChart:
    shown = found.days[-most_days:]
    readings = [
        charts.Pair(
            label="Today" if day is found.today else f"{day.day:%a %-d}",
            up=day.seconds / HOUR,
            down=day.spend.cost_pico / PICO,
            up_value=hours_minutes(day.seconds) if day.seconds else "–",
            down_value=_cost(day.spend),
            is_outlined=day is found.today,
        )
        for day in shown
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
