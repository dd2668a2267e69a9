"""Figures that explain themselves: a formula with its factors, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from devcraft.models import User
from missions import scoring
from missions.models import Mission, Status

MOST_RANKED = 1000


@dataclass(frozen=True)
class Share:
    """One factor's part of the bar, in percent of its width."""

    key: str
    name: str
    value: Decimal
    start: float
    percent: float


@dataclass(frozen=True)
class PriorityView:
    urgency: Decimal
    easiness: Decimal
    impact: Decimal
    rank: int
    is_beyond_count: bool

    @property
    def priority(self) -> Decimal:
        return scoring.priority(self.urgency, self.easiness, self.impact)

    @property
    def shares(self) -> list[Share]:
        """The factors side by side, each with its share of their sum."""
        factors = {"urgency": self.urgency, "easiness": self.easiness, "impact": self.impact}
        total = sum(factors.values())
        found, start = [], 0.0
        for key, value in factors.items():
            percent = round(float(100 * value / total), 2)
            found.append(Share(key, key.capitalize(), value, round(start, 2), percent))
            start += percent
        return found


def priority_of(user: User, mission: Mission, **factors: Decimal) -> PriorityView:
    """The priority that MISSION has, or would have with other FACTORS, and its rank.

    The rank counts missions to do with a higher priority, no further than a thousand.
    """
    chosen = {
        name: factors.get(name, getattr(mission, name))
        for name in ("urgency", "easiness", "impact")
    }
    worth = float(scoring.priority(**chosen))
    above = (
        Mission.objects.kept()
        .filter(Q(owner=user), status=Status.TODO, priority__gt=worth)
        .exclude(pk=mission.pk)
        .order_by()[:MOST_RANKED]
    )
    higher = above.count()
    return PriorityView(**chosen, rank=higher + 1, is_beyond_count=higher == MOST_RANKED)


@dataclass(frozen=True)
class ScoreView:
    """A score that would be, with its factors."""

    seconds: int
    valor: Decimal
    priority: Decimal

    @property
    def minutes(self) -> Decimal:
        return Decimal(self.seconds) / 60

    @property
    def score(self) -> Decimal:
        return scoring.score(self.seconds, self.valor, self.priority)


def score_at(mission: Mission, *, seconds: int, valor: Decimal) -> ScoreView:
    return ScoreView(seconds, valor, mission.exact_priority)
