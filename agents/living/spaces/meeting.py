"""The space that a person and an agent have to themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from agents.living import people
from agents.living.spaces import gathering
from agents.models import Agent, Entity, SmartSpace
from devcraft.models import User


@transaction.atomic
def with_agent(agent: Agent, *, user: User, now: datetime) -> SmartSpace:
    """The space of USER and AGENT alone, made if there is none. Raises Refused."""
    person, other = people.entity_of(user), gathering.entity_of_agent(agent)
    Entity.objects.select_for_update().get(pk=person.pk)  # two clicks open one space
    found = _alone(user, other).order_by("created_at", "pk").first()
    if found is not None:
        return found
    name = f"{person.display_name} and {agent.name}"[: gathering.NAME_LENGTH]
    return gathering.create(owner=user, name=name, agents=[agent], now=now)


def _alone(user: User, other: Entity) -> QuerySet[SmartSpace]:
    both = SmartSpace.objects.joined_by(user).filter(
        owner=user, archived_at=None, pk__in=other.memberships.values("smart_space")
    )
    counted = SmartSpace.objects.filter(pk__in=both.values("pk")).annotate(n=Count("memberships"))
    return counted.filter(n=2)
