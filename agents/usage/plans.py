"""Flat plans: what of a period's API value a subscription paid for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, Sum

from agents.models import FlatPlan, TotalKind, UsageTotal
from agents.usage.spans import Period
from devcraft.models import User


@dataclass(frozen=True)
class Covered:
    """PLANS that held in a period, and the API value of what they paid for."""

    plans: list[FlatPlan]
    pico: int


def covered(user: User, period: Period) -> Covered:
    plans = list(
        FlatPlan.objects.filter(owner=user, first__lte=period.last)
        .filter(Q(last=None) | Q(last__gte=period.first))
        .order_by("first", "pk")
    )
    if not plans:
        return Covered([], 0)
    paid = reduce(or_, (_of(plan, period) for plan in plans))
    totals = UsageTotal.objects.filter(paid, owner=user, kind=TotalKind.AGENT)
    return Covered(plans, totals.aggregate(pico=Sum("cost_pico"))["pico"] or 0)


def of_request(user: User, source: str, day: date) -> FlatPlan | None:
    """The plan that paid for what SOURCE did on DAY."""
    held = FlatPlan.objects.filter(owner=user, source=source, first__lte=day)
    return held.filter(Q(last=None) | Q(last__gte=day)).order_by("pk").first()


def _of(plan: FlatPlan, period: Period) -> Q:
    first, last = max(plan.first, period.first), min(plan.last or period.last, period.last)
    held = Period(first, last, period.rule)
    return Q(subject=plan.source, slot__gte=held.from_slot, slot__lt=held.to_slot)
