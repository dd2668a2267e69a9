"""What people do with budgets: set one, change it, end it, take the end back.

Each act is a line of the audit chain in its transaction. Budgets are counted anew at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from agents.models import About, Agent, Budget
from agents.usage import linking
from agents.usage.budgets import watching
from agents.usage.money import exact
from devcraft.models import User
from devcraft.refusing import Kind, Refused
from missions.models import Mission
from runtime_memory import chain

MOST_OPEN = 100
TOLD = ("about", "period", "warn_share", "at_limit")


@dataclass(frozen=True)
class Wanted:
    """A budget as a person wants it; `agent`, `mission` or `source` says what it is about."""

    about: str
    period: str
    limit_pico: int
    warn_share: int
    at_limit: str
    agent: Agent | None = None
    mission: Mission | None = None
    source: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of a row; what it is not about is left out."""
        agent = self.agent if self.about == About.AGENT else None
        mission = self.mission if self.about == About.MISSION else None
        source = self.source if self.about == About.SOURCE else ""
        return {
            "about": self.about,
            "agent": agent,
            "mission": mission,
            "subject": agent.slug if agent else str(mission.pk) if mission else source,
            "period": self.period,
            "limit_pico": self.limit_pico,
            "warn_share": self.warn_share,
            "at_limit": self.at_limit,
        }


@transaction.atomic
def create(owner: User, wanted: Wanted, *, now: datetime) -> Budget:
    """Set a budget. Raises Refused when there is such a one already, or too many."""
    linking.lock(owner)
    if Budget.objects.visible_to(owner).open().count() >= MOST_OPEN:
        raise Refused("budgets", f"are {MOST_OPEN} at most; end one first", Kind.CONFLICT)
    budget = _saved(Budget(owner=owner, created_at=now, changed_at=now, **wanted.columns))
    _line("budget.set", budget, now=now, **told(budget))
    watching.look(owner, now=now)
    return budget


@transaction.atomic
def change(budget: Budget, wanted: Wanted, *, now: datetime) -> bool:
    """Give BUDGET what is WANTED; False when it has it. Raises Refused."""
    linking.lock(budget.owner)
    current = _open(budget)
    before = told(current)
    for name, value in wanted.columns.items():
        setattr(current, name, value)
    if told(current) == before:
        return False
    current.changed_at = now
    _saved(current)
    _line("budget.changed", current, now=now, before=before, after=told(current))
    watching.look(current.owner, now=now)
    return True


@transaction.atomic
def end(budget: Budget, *, now: datetime) -> None:
    """Let BUDGET count no more; its notices stay. Raises Refused."""
    linking.lock(budget.owner)
    current = _open(budget)
    Budget.objects.filter(pk=current.pk).update(ended_at=now, changed_at=now)
    current.notices.unseen().update(seen_at=now)
    _line("budget.ended", current, now=now, **told(current))


@transaction.atomic
def renew(budget: Budget, *, now: datetime) -> None:
    """Let a budget that ended count again. Raises Refused."""
    linking.lock(budget.owner)
    current = Budget.objects.select_related("owner").get(pk=budget.pk)
    if current.ended_at is None:
        raise Refused("budget", "counts already", Kind.CONFLICT)
    current.ended_at, current.changed_at = None, now
    _saved(current)
    _line("budget.renewed", current, now=now, **told(current))
    watching.look(current.owner, now=now)


def told(budget: Budget) -> dict[str, Any]:
    """What the chain keeps of BUDGET; money as text, since its numbers are short."""
    columns = {name: getattr(budget, name) for name in TOLD}
    return {**columns, "of": budget.subject, "limit": exact(budget.limit_pico)}


def _open(budget: Budget) -> Budget:
    found = Budget.objects.open().select_related("owner").filter(pk=budget.pk).first()
    if found is None:
        raise Refused("budget", "has ended meanwhile", Kind.CONFLICT)
    return found


def _saved(budget: Budget) -> Budget:
    try:
        with transaction.atomic():
            budget.save()
    except IntegrityError as error:
        rule = "is set already for the same thing and period; change that one"
        raise Refused("budget", rule, Kind.CONFLICT) from error
    return budget


def _line(kind: str, budget: Budget, *, now: datetime, **facts: Any) -> None:
    chain.append(kind=kind, subject=budget, now=now, by=budget.owner.username, **facts)
