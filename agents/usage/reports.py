"""What requests came to, by period and subject, read from the stored half-hours."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum

from agents.models import TotalKind, UsageTotal
from agents.usage.facts import slot_of
from agents.usage.tally import FIGURES
from devcraft.models import User
from missions.days import DayRule


@dataclass(frozen=True)
class Spend:
    """Sums of requests. `cost_pico` leaves out the `unpriced` ones."""

    requests: int = 0
    input_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_5m_tokens: int = 0
    cache_write_1h_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    cost_pico: int = 0
    unpriced: int = 0

    @property
    def cache_write_tokens(self) -> int:
        return self.cache_write_5m_tokens + self.cache_write_1h_tokens

    @property
    def total_tokens(self) -> int:
        inward = self.input_tokens + self.cache_read_tokens + self.cache_write_tokens
        return inward + self.output_tokens

    def __add__(self, other: Spend) -> Spend:
        return Spend(*(getattr(self, name) + getattr(other, name) for name in NAMES))


NAMES = tuple(field.name for field in fields(Spend))
SUMS = {f"sum_{name}": Sum(name) for name in FIGURES}


@dataclass(frozen=True)
class Period:
    """Local days FIRST to LAST of a person, as half-hours of UTC.

    A zone whose offset is no multiple of a half-hour begins its days at the half-hour
    before.
    """

    first: date
    last: date
    rule: DayRule

    @property
    def from_slot(self) -> str:
        return slot_of(self.rule.start_of(self.first))

    @property
    def to_slot(self) -> str:
        return slot_of(self.rule.start_of(self.last + timedelta(days=1)))

    @property
    def days(self) -> list[date]:
        length = (self.last - self.first).days + 1
        return [self.first + timedelta(days=offset) for offset in range(length)]


def last_days(count: int, *, today: date, rule: DayRule) -> Period:
    return Period(today - timedelta(days=count - 1), today, rule)


def spend(user: User, period: Period, kind: TotalKind = TotalKind.ALL, subject: str = "") -> Spend:
    """What SUBJECT came to in PERIOD."""
    return _spend(_totals(user, kind, period).filter(subject=subject).aggregate(**SUMS))


def all_time(user: User, kind: TotalKind, subject: str) -> Spend:
    found = UsageTotal.objects.filter(owner=user, kind=kind, subject=subject)
    return _spend(found.aggregate(**SUMS))


def by_subject(
    user: User, period: Period, kind: TotalKind, *, limit: int
) -> list[tuple[str, Spend]]:
    """The subjects of KIND that cost most, with what they came to."""
    grouped = _totals(user, kind, period).values("subject").annotate(**SUMS)
    used = grouped.filter(sum_requests__gt=0)
    ranked = used.order_by("-sum_cost_pico", "-sum_requests", "subject")
    return [(row["subject"], _spend(row)) for row in ranked[:limit]]


def by_kind(
    user: User, period: Period, kinds: Collection[TotalKind]
) -> dict[str, list[tuple[str, Spend]]]:
    """Like by_subject, for KINDS of few subjects at once and without a limit."""
    totals: Any = UsageTotal.objects.filter(
        owner=user, kind__in=kinds, slot__gte=period.from_slot, slot__lt=period.to_slot
    )
    used = totals.values("kind", "subject").annotate(**SUMS).filter(sum_requests__gt=0)
    found: dict[str, list[tuple[str, Spend]]] = {kind: [] for kind in kinds}
    for row in used.order_by("-sum_cost_pico", "-sum_requests", "subject"):
        found[row["kind"]].append((row["subject"], _spend(row)))
    return found


def by_day(
    user: User, period: Period, kind: TotalKind = TotalKind.ALL, subject: str = ""
) -> dict[date, Spend]:
    """What each local day of PERIOD came to; days without requests are left out."""
    rows = _totals(user, kind, period).filter(subject=subject)
    days = period.days
    borders = [slot_of(period.rule.start_of(day)) for day in days]
    found: dict[date, Spend] = {}
    place = 0
    for row in rows.order_by("slot").values("slot", *FIGURES):
        while place + 1 < len(borders) and row["slot"] >= borders[place + 1]:
            place += 1
        day = days[place]
        found[day] = found.get(day, Spend()) + Spend(**{name: row[name] for name in NAMES})
    return found


def has_any(user: User) -> bool:
    return UsageTotal.objects.filter(owner=user, kind=TotalKind.ALL).exists()


def _totals(user: User, kind: TotalKind, period: Period) -> Any:
    return UsageTotal.objects.filter(
        owner=user, kind=kind, slot__gte=period.from_slot, slot__lt=period.to_slot
    )


def _spend(row: dict[str, Any]) -> Spend:
    return Spend(**{name: row[f"sum_{name}"] or 0 for name in NAMES})
