"""How the budgets of a person stand: what each came to in the window that it counts now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from agents.models import About, Agent, AtLimit, Budget, BudgetPeriod, TotalKind, UsageTotal
from agents.usage.budgets import wording
from agents.usage.budgets.windows import Pace, window
from agents.usage.facts import OWN
from agents.usage.spans import Period
from devcraft.models import User
from missions.days import DayRule

KINDS = {
    About.ALL: TotalKind.ALL,
    About.AGENT: TotalKind.PROJECT,
    About.MISSION: TotalKind.MISSION,
    About.SOURCE: TotalKind.AGENT,
}
"""The totals that hold what a budget is about; an own agent's requests name it as project."""


@dataclass(frozen=True)
class Standing:
    """A budget beside what was spent of it. `unpriced` requests are not in `spent_pico`."""

    budget: Budget
    period: Period
    spent_pico: int
    unpriced: int
    now: datetime

    @property
    def is_spent(self) -> bool:
        return self.spent_pico >= self.budget.limit_pico

    @property
    def is_close(self) -> bool:
        return not self.is_spent and self.spent_pico >= self.budget.warn_pico

    @property
    def stops(self) -> bool:
        """Whether agents that it is about stop now."""
        return self.is_spent and self.budget.at_limit == AtLimit.STOP

    @property
    def state(self) -> str:
        return "spent" if self.is_spent else "close" if self.is_close else "within"

    @property
    def percent(self) -> int:
        return self.spent_pico * 100 // self.budget.limit_pico

    @property
    def left_pico(self) -> int:
        """What is left; below zero what was spent beyond the limit."""
        return self.budget.limit_pico - self.spent_pico

    @property
    def over_pico(self) -> int:
        return max(0, -self.left_pico)

    @property
    def pace(self) -> Pace:
        return Pace(self.spent_pico, self.period.begins_at, self.period.ends_at, self.now)

    @property
    def reaches_at(self) -> datetime | None:
        return self.pace.reaches(self.budget.limit_pico)

    @property
    def subject(self) -> str:
        return wording.subject(self.budget)

    @property
    def not_counted(self) -> str:
        return wording.not_counted(self.unpriced)


def of(owner: User, *conditions: Q, now: datetime, **columns: Any) -> list[Standing]:
    """The open budgets of OWNER that meet CONDITIONS, in one query, the fullest first."""
    rule = DayRule(owner.zone, owner.day_start_hour)
    windows = {each: window(each, today=rule.day_of(now), rule=rule) for each in BudgetPeriod}
    budgets = Budget.objects.visible_to(owner).open().filter(*conditions, **columns)
    found = [
        Standing(budget, windows[BudgetPeriod(budget.period)], int(spent), int(unpriced), now)
        for budget in measured(budgets, windows).select_related("agent", "mission")
        for spent, unpriced in [(vars(budget)["spent"], vars(budget)["unpriced"])]
    ]
    return sorted(found, key=lambda one: (-one.percent, one.budget.pk))


def of_agent(agent: Agent, *, now: datetime) -> list[Standing]:
    """The budgets that requests of AGENT count to, whatever mission they are for."""
    if agent.owner is None:
        return []
    about = Q(about=About.ALL) | Q(agent=agent) | Q(about=About.SOURCE, subject=OWN)
    return of(agent.owner, about, now=now)


def measured(budgets: Any, windows: dict[BudgetPeriod, Period]) -> Any:
    """BUDGETS with what the totals say of each, by the index of subjects."""
    placed = budgets.annotate(
        kind=_by("about", KINDS),
        from_slot=_by("period", {name: found.from_slot for name, found in windows.items()}),
        to_slot=_by("period", {name: found.to_slot for name, found in windows.items()}),
    )
    totals = UsageTotal.objects.filter(
        owner=OuterRef("owner"),
        kind=OuterRef("kind"),
        subject=OuterRef("subject"),
        slot__gte=OuterRef("from_slot"),
        slot__lt=OuterRef("to_slot"),
    )
    summed = totals.order_by().values("owner")
    return placed.annotate(
        spent=_sum(summed, "cost_pico"), unpriced=_sum(summed, "unpriced")
    ).order_by("pk")


def _by(column: str, values: Any) -> Case:
    whens = [When(**{column: name}, then=Value(str(value))) for name, value in values.items()]
    return Case(*whens, output_field=CharField())


def _sum(totals: Any, column: str) -> Coalesce:
    each = totals.annotate(sum=Sum(column)).values("sum")
    return Coalesce(Subquery(each, output_field=BigIntegerField()), 0)
