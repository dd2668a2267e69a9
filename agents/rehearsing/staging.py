"""The people, agents and spaces of a scenario, made in a transaction that is taken back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from agents.living import writing
from agents.living.config import reading
from agents.models import (
    Agent,
    Entity,
    EntityType,
    Plan,
    PlanStatus,
    SmartSpace,
    SmartSpaceMembership,
)
from agents.rehearsing.shape import Scenario
from devcraft.models import User


@dataclass(frozen=True)
class Stage:
    """Who and what a scenario names, by that name."""

    people: dict[str, Entity]
    agents: dict[str, Agent]
    spaces: dict[str, SmartSpace]

    @property
    def entities(self) -> dict[str, Entity]:
        return self.people | {slug: agent.entity for slug, agent in self.agents.items()}

    def name_of(self, entity_id: uuid.UUID) -> str:
        return next(name for name, each in self.entities.items() if each.pk == entity_id)


def build(scenario: Scenario, *, now: datetime) -> Stage:
    """Make what SCENARIO names, and hold everybody else. Raises writing.Taken."""
    owner = User.objects.create_user(f"rehearsal-{uuid.uuid4()}")
    people = {name: _person(name) for name in scenario.people}
    agents = {
        player.slug: writing.create(
            owner=owner, slug=player.slug, config=reading.checked(player.config)
        )
        for player in scenario.agents
    }
    _hold_others(list(agents.values()), now)
    stage = Stage(people, agents, {})
    for space in scenario.spaces:
        made = stage.spaces[space.name] = SmartSpace.objects.create(owner=owner, name=space.name)
        for member in space.members:
            entity = stage.entities[member]
            SmartSpaceMembership.objects.create(smart_space=made, entity=entity)
    return stage


def _person(name: str) -> Entity:
    user = User.objects.create_user(f"rehearsal-{uuid.uuid4()}")
    return Entity.objects.create(user=user, owner=user, type=EntityType.HUMAN, display_name=name)


def _hold_others(ours: list[Agent], now: datetime) -> None:
    """Let no agent and no plan of the desk take part; all of this is taken back in the end."""
    others = Agent.objects.living().exclude(pk__in=[agent.pk for agent in ours])
    others.filter(paused_at=None).update(paused_at=now)
    entities = [agent.entity.pk for agent in ours]
    plans = Plan.objects.filter(status=PlanStatus.PENDING).exclude(entity__in=entities)
    plans.update(status=PlanStatus.CANCELED, next_run_at=None)
