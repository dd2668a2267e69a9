"""Models that the price book does not know, with what is unpriced because of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from agents.models import TokenBurn
from agents.usage.facts import HOUR
from agents.usage.spans import Period
from devcraft.models import User

MOST = 50


@dataclass(frozen=True)
class Unknown:
    provider: str
    model: str
    requests: int


def models(user: User, period: Period) -> list[Unknown]:
    """The MOST models with most requests of unknown cost in PERIOD, by whole hours of UTC."""
    burnt = TokenBurn.objects.filter(
        owner=user, window__gte=period.from_slot[:HOUR], window__lt=period.to_slot
    )
    counted = burnt.values("provider", "model").annotate(requests=Sum("unpriced"))
    found = counted.filter(requests__gt=0).order_by("-requests", "provider", "model")[:MOST]
    return [Unknown(row["provider"], row["model"], row["requests"]) for row in found]
