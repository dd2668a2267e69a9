"""What requests came to, by period and subject, read from the stored half-hours."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import F, OuterRef, Subquery, Sum, Value, Window
from django.db.models.functions import Concat, RowNumber

from agents.models import TotalKind, UsageTotal
from agents.usage.facts import slot_of
from agents.usage.spans import Period, Span, instant_of
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

    def __sub__(self, other: Spend) -> Spend:
        return Spend(*(getattr(self, name) - getattr(other, name) for name in NAMES))


NAMES = tuple(field.name for field in fields(Spend))
DEAREST = [F("sum_cost_pico").desc(), F("sum_requests").desc(), F("subject").asc()]
SUMS = {f"sum_{name}": Sum(name) for name in FIGURES}


def spend(user: User, period: Period, kind: TotalKind = TotalKind.ALL, subject: str = "") -> Spend:
    """What SUBJECT came to in PERIOD."""
    return spend_of(_totals(user, kind, period).filter(subject=subject).aggregate(**SUMS))


def all_time(user: User, kind: TotalKind, subject: str) -> Spend:
    found = UsageTotal.objects.filter(owner=user, kind=kind, subject=subject)
    return spend_of(found.aggregate(**SUMS))


def by_subject(
    user: User, period: Period, kind: TotalKind, *, limit: int
) -> list[tuple[str, Spend]]:
    """The subjects of KIND that cost most, with what they came to."""
    ranked = grouped(user, period, kind).order_by("-sum_cost_pico", "-sum_requests", "subject")
    return [(row["subject"], spend_of(row)) for row in ranked[:limit]]


def grouped(user: User, period: Period, kind: TotalKind) -> Any:
    """One row for each subject of KIND that was used in PERIOD: its sums, as SUMS names them."""
    used = _totals(user, kind, period).values("subject").annotate(**SUMS)
    return used.filter(sum_requests__gt=0)


def of_subjects(
    user: User, kind: TotalKind, subjects: Collection[str], period: Period | None = None
) -> dict[str, Spend]:
    """What each of SUBJECTS came to, in PERIOD or in all time; unused ones left out."""
    totals: Any = UsageTotal.objects.filter(owner=user, kind=kind, subject__in=subjects)
    if period is not None:
        totals = totals.filter(slot__gte=period.from_slot, slot__lt=period.to_slot)
    found = totals.values("subject").annotate(**SUMS).order_by()
    return {row["subject"]: spend_of(row) for row in found}


def others(rows: Collection[tuple[str, Spend]], whole: Spend) -> Spend:
    """What WHOLE came to without the subjects of ROWS."""
    return whole - sum((found for _, found in rows), Spend())


def by_kind(
    user: User, period: Period, kinds: Collection[TotalKind], *, limit: int
) -> dict[str, list[tuple[str, Spend]]]:
    """Like by_subject, for several KINDS at once.

    Days are grouped by an expression: by the column itself, SQLite would walk through all
    time along the index of subjects.
    """
    totals: Any = UsageTotal.objects.filter(
        owner=user, kind__in=kinds, slot__gte=period.from_slot, slot__lt=period.to_slot
    )
    column = F("kind") if period.is_by_month else Concat("kind", Value(""))
    named = totals.annotate(what=column).values("what", "subject").annotate(**SUMS)
    used = named.filter(sum_requests__gt=0).annotate(
        place=Window(RowNumber(), partition_by=F("what"), order_by=DEAREST)
    )
    found: dict[str, list[tuple[str, Spend]]] = {kind: [] for kind in kinds}
    for row in used.filter(place__lte=limit).order_by("what", "place"):
        found[row["what"]].append((row["subject"], spend_of(row)))
    return found


def by_day(
    user: User, period: Period, kind: TotalKind = TotalKind.ALL, subject: str = ""
) -> dict[date, Spend]:
    """What each day of PERIOD came to, or each month by its first day; empty ones left out."""
    totals = _totals(user, kind, period).filter(subject=subject)
    steps = period.steps
    borders = [slot_of(period.rule.start_of(step)) for step in steps]
    found: dict[date, Spend] = {}
    rows = totals.order_by("slot").values_list("slot", *NAMES)
    for place, group in groupby(rows, key=lambda row: bisect_right(borders, row[0])):
        _, *columns = zip(*group, strict=True)
        found[steps[place - 1]] = Spend(*map(sum, columns))
    return {step: spend for step, spend in found.items() if spend != Spend()}


def span(
    user: User, rule: DayRule, kind: TotalKind = TotalKind.ALL, subject: str = ""
) -> Span | None:
    """When SUBJECT was first and last used; None while it never was."""
    used = UsageTotal.objects.filter(
        owner=OuterRef("pk"), kind=kind, subject=subject, requests__gt=0
    ).values("slot")
    first, last = User.objects.values_list(
        Subquery(used.order_by("slot")[:1]), Subquery(used.order_by("-slot")[:1])
    ).get(pk=user.pk)
    return Span(_day_of(first, rule), _day_of(last, rule)) if first and last else None


def _day_of(slot: str, rule: DayRule) -> date:
    return rule.day_of(instant_of(slot))


def _totals(user: User, kind: TotalKind, period: Period) -> Any:
    return UsageTotal.objects.filter(
        owner=user, kind=kind, slot__gte=period.from_slot, slot__lt=period.to_slot
    )


def spend_of(row: Mapping[str, Any]) -> Spend:
    return Spend(**{name: row[f"sum_{name}"] or 0 for name in NAMES})
