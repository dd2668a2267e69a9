"""The parts of an agent's mind that people list and edit, by their names in addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from agents.models import (
    Agent,
    AgentMemory,
    ChangeSubject,
    Goal,
    GoalStatus,
    Plan,
    PlanStatus,
)
from devcraft.keyset import Order
from devcraft.models import User


@dataclass(frozen=True)
class Aspect:
    """`statuses` are what its list can be narrowed to, the first one at first."""

    name: str
    one: str
    subject: ChangeSubject
    model: Any
    order: Order
    empty: str
    statuses: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        return self.name.capitalize()

    def rows(self, user: User, agent: Agent) -> Any:
        """Those of AGENT that USER may see."""
        return self.model.objects.visible_to(user).filter(entity__agent=agent)


ASPECTS = {
    aspect.name: aspect
    for aspect in (
        Aspect(
            "memories",
            "memory",
            ChangeSubject.MEMORY,
            AgentMemory,
            Order("key", is_descending=False),
            "Nothing is remembered yet. The agent keeps values under keys by itself.",
        ),
        Aspect(
            "goals",
            "goal",
            ChangeSubject.GOAL,
            Goal,
            Order("priority"),
            "No goal here. What an agent wants stands in its prompt, by priority.",
            (*GoalStatus.choices, ("all", "All")),
        ),
        Aspect(
            "plans",
            "plan",
            ChangeSubject.PLAN,
            Plan,
            Order("created_at"),
            "No plan here. A plan wakes the agent at its moment, with its instruction.",
            (*PlanStatus.choices, ("all", "All")),
        ),
    )
}


def chosen(query: QueryDict, statuses: tuple[tuple[str, str], ...]) -> str:
    """The `status` of an address; one that is not among STATUSES means the first."""
    asked = query.get("status", "")
    return asked if asked in dict(statuses) else (statuses[0][0] if statuses else "")
