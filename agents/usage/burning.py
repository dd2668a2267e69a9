"""The five-hour block that runs now: what it came to, how fast, and where that leads.

The rules are those of agents.usage.blocks. A block begins at a full hour and lasts five, so
its borders are found among the half-hours that totals are kept by; only requests at the very
instant of a border have to be looked at themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Max, Min

from agents.models import TotalKind, UsageEvent, UsageTotal
from agents.usage import narrowing
from agents.usage.blocks import LENGTH
from agents.usage.facts import slot_of
from agents.usage.reports import Spend, spend_of
from agents.usage.spans import instant_of
from devcraft.models import User

WINDOW = timedelta(days=30)
HALF_HOUR = timedelta(minutes=30)
WARNING = 0.8
TOKENS = (
    "input_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
)


class HalfHour(NamedTuple):
    """Requests and tokens since `begin`."""

    begin: datetime
    requests: int
    tokens: int
    pico: int


@dataclass(frozen=True)
class Burn:
    """The block of `start`; `largest` are the tokens of the largest one before it."""

    start: datetime
    first: datetime
    last: datetime
    now: datetime
    spend: Spend
    half_hours: list[HalfHour]
    largest: int

    @property
    def end(self) -> datetime:
        return self.start + LENGTH

    @property
    def is_active(self) -> bool:
        return self.now - self.last < LENGTH and self.now < self.end

    @property
    def minutes(self) -> float:
        """From the first request to the last."""
        return (self.last - self.first) / timedelta(minutes=1)

    @property
    def left(self) -> timedelta:
        return max(self.end - self.now, timedelta())

    @property
    def a_minute(self) -> float | None:
        """Tokens per minute; None while one request is all there is."""
        return self.spend.total_tokens / self.minutes if self.minutes else None

    @property
    def tokens_a_minute(self) -> int:
        return round(self.a_minute or 0)

    @property
    def pico_an_hour(self) -> int | None:
        return round(60 * self.spend.cost_pico / self.minutes) if self.minutes else None

    @property
    def projected_tokens(self) -> int | None:
        rate = self.a_minute
        return None if rate is None else self.spend.total_tokens + round(rate * self._ahead)

    @property
    def projected_pico(self) -> int | None:
        rate = self.pico_an_hour
        return None if rate is None else self.spend.cost_pico + round(rate * self._ahead / 60)

    @property
    def standing(self) -> str:
        """ok, warning or exceeds: the projection beside the largest block before."""
        ahead = self.projected_tokens or self.spend.total_tokens
        if not self.largest or ahead <= WARNING * self.largest:
            return "ok"
        return "warning" if ahead <= self.largest else "exceeds"

    @property
    def _ahead(self) -> float:
        """Minutes that are left of the block."""
        return self.left / timedelta(minutes=1)


def current(user: User, *, now: datetime) -> Burn | None:
    """The block that NOW lies in; None when no request was made in it."""
    used = _half_hours(user, now)
    at_borders = _at_borders(user, used)
    starts = grouped(used, at_borders)
    start = max(starts, default=None)
    if start is None or now >= start + LENGTH:
        return None
    is_shared = bool(at_borders.get(start)) and start - LENGTH in starts
    began: dict[str, Any] = {"at__gt" if is_shared else "at__gte": start}
    figures = narrowing.FIGURES | {"first": Min("at"), "last": Max("at")}
    events = UsageEvent.objects.visible_to(user).filter(**began, at__lte=now)
    row = events.aggregate(**figures)
    if not row["first"]:
        return None
    before = [sum(one.tokens for one in found) for at, found in starts.items() if at != start]
    largest = max(before, default=0)
    return Burn(start, row["first"], row["last"], now, spend_of(row), starts[start], largest)


def grouped(
    used: Iterable[HalfHour], at_borders: Mapping[datetime, int]
) -> dict[datetime, list[HalfHour]]:
    """The blocks of half-hours USED, by their starts.

    AT_BORDERS counts requests at the very instant of a full hour: one that is exactly five
    hours late still belongs to the block before.
    """
    found: dict[datetime, list[HalfHour]] = {}
    start: datetime | None = None
    for one in used:
        is_past = start is None or one.begin > start + LENGTH
        if start is not None and one.begin == start + LENGTH:
            is_past = one.requests > at_borders.get(one.begin, 0)
        if start is None or is_past:
            start = one.begin.replace(minute=0)
        found.setdefault(start, []).append(one)
    return found


def _half_hours(user: User, now: datetime) -> list[HalfHour]:
    totals = UsageTotal.objects.filter(
        owner=user,
        kind=TotalKind.ALL,
        subject="",
        slot__gte=slot_of(now - WINDOW),
        slot__lte=slot_of(now),
        requests__gt=0,
    )
    rows = totals.order_by("slot").values_list("slot", "requests", "cost_pico", *TOKENS)
    return [
        HalfHour(instant_of(slot), requests, sum(tokens), pico)
        for slot, requests, pico, *tokens in rows
    ]


def _at_borders(user: User, used: list[HalfHour]) -> dict[datetime, int]:
    hours = [one.begin for one in used if one.begin.minute == 0]
    events = UsageEvent.objects.visible_to(user).filter(at__in=hours).order_by()
    return dict(events.values_list("at").annotate(count=Count("pk")))
