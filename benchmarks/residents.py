"""Agents that answer by a script, each in a space with one person, and what they think about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from agents.living import people
from agents.living.config import reading
from agents.models import (
    Agent,
    AgentConsciousness,
    AgentLease,
    Entity,
    EntityType,
    EventType,
    InboxEvent,
    Priority,
    SmartSpace,
    SmartSpaceMembership,
)
from devcraft.models import User

BATCH = 5_000
NUMBERS = count(1)
MOST_TOKENS = 200_000


@dataclass(frozen=True)
class Resident:
    agent: Agent
    entity: Entity
    space: SmartSpace
    person: Entity


def settle(owner: User, count: int, *, with_heart: bool = False) -> list[Resident]:
    """COUNT more agents of OWNER, half of them with a heartbeat if asked for."""
    person = people.entity_of(owner)
    found = [_resident(owner, person, next(NUMBERS), with_heart) for _ in range(count)]
    SmartSpace.objects.bulk_create([one.space for one in found])
    Agent.objects.bulk_create([one.agent for one in found])
    Entity.objects.bulk_create([one.entity for one in found])
    AgentConsciousness.objects.bulk_create(
        AgentConsciousness(agent_entity=one.entity) for one in found
    )
    AgentLease.objects.bulk_create(AgentLease(agent=one.agent) for one in found)
    SmartSpaceMembership.objects.bulk_create(
        SmartSpaceMembership(smart_space=one.space, entity=entity)
        for one in found
        for entity in (one.entity, person)
    )
    return found


def _resident(owner: User, person: Entity, number: int, with_heart: bool) -> Resident:  # noqa: FBT001
    space = SmartSpace(owner=owner, name=f"Space {number}")
    name = f"Resident {number}"
    config = reading.checked(_config(name, space, with_heart=with_heart and number % 2 == 0))
    agent = Agent(
        owner=owner,
        name=name,
        slug=f"resident-{number}",
        config_json=config.written(),
        config_hash=reading.digest(config),
    )
    entity = Entity(owner=owner, type=EntityType.AGENT, agent=agent, display_name=name)
    return Resident(agent, entity, space, person)


def _config(name: str, space: SmartSpace, *, with_heart: bool) -> dict[str, Any]:
    """One message said, then a last line: a cycle of two steps and one call."""
    says = {"name": "send_message", "args": {"spaceId": str(space.pk), "text": "Noted."}}
    steps = [{"calls": [says]}, {"text": "Answered; nothing is pending."}]
    return {
        "version": "3.0",
        "agent": {"name": name, "system": "You answer whatever comes in."},
        "model": {
            "provider": "scripted",
            "name": "answering",
            "script": [{"when": "", "steps": steps}],
        },
        "consciousness": {"maxTokens": MOST_TOKENS},
        "heartbeat": {"enabled": with_heart, "intervalMinutes": 60},
    }


def give(found: Iterable[Resident], each: int, *, now: datetime) -> int:
    """Put EACH events before every one of FOUND, to be thought about one by one; how many.

    They stand as if they had failed once, and such events are tried alone: so each makes a
    cycle, however many wait.
    """
    events = [_event(one, number, now) for number in range(each) for one in found]
    InboxEvent.objects.bulk_create(events, batch_size=BATCH)
    return len(events)


def _event(one: Resident, number: int, now: datetime) -> InboxEvent:
    return InboxEvent(
        agent_entity=one.entity,
        event_id=f"bench:{now.isoformat()}:{number}",
        event_type=EventType.SERVICE,
        data={"serviceName": "bench", "payload": {"number": number}},
        priority=Priority.SCHEDULED,
        attempts=1,
        available_at=now,
        created_at=now,
        sequence=next(NUMBERS),
    )
