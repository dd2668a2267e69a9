"""Two budgets of a sample desk: one for everything, one that would stop an agent."""

from __future__ import annotations

from datetime import datetime

from agents.models import About, Agent, AtLimit, Budget, BudgetPeriod
from agents.models.usage import PICO
from agents.usage.budgets import keeping
from agents.usage.budgets.keeping import Wanted
from devcraft.models import User


def fill(owner: User, *, now: datetime) -> None:
    """Set them, unless OWNER has budgets already."""
    if Budget.objects.visible_to(owner).exists():
        return
    month = Wanted(About.ALL, BudgetPeriod.MONTH, 2_000 * PICO, 80, AtLimit.WARN)
    keeping.create(owner, month, now=now)
    agent = Agent.objects.living().filter(owner=owner).order_by("created_at", "pk").first()
    if agent is not None:
        day = Wanted(About.AGENT, BudgetPeriod.DAY, 5 * PICO, 80, AtLimit.STOP, agent=agent)
        keeping.create(owner, day, now=now)
