"""How a cycle begins: the run that was left behind goes on, else a new one takes events."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from agents.living import inbox, journal, leasing
from agents.living.leasing import Lease
from agents.models import (
    Agent,
    AgentConsciousness,
    Entity,
    EventType,
    InboxEvent,
    Run,
    RunOrigin,
    RunStatus,
)

ADDRESSES = {
    "trigger_space_id": "spaceId",
    "trigger_entity_id": "senderEntityId",
    "trigger_message_id": "messageId",
}


def open_run(lease: Lease, *, now: datetime) -> Run | None:
    """The run to think on, with its events claimed; None when there is nothing to do."""
    with leasing.writing(lease, now=now):
        agent = may_think().filter(pk=lease.agent_id)
        entity = Entity.objects.filter(agent__in=agent).first()
        if entity is None:
            return None
        left = open_runs().filter(agent=lease.agent_id).first()
        if left is not None:
            inbox.try_again(left)
            journal.interrupt(left, now=now)
            return left
        events = inbox.next_batch(entity.pk, now=now)
        return _begin(agent.get(), entity, events, now) if events else None


def may_think() -> QuerySet[Agent]:
    """Agents that nobody paused, archived or parked."""
    return Agent.objects.living().filter(paused_at=None, parked_at=None)


def open_runs() -> QuerySet[Run]:
    return Run.objects.select_related("agent", "agent_entity").filter(
        origin=RunOrigin.OWN, status=RunStatus.RUNNING
    )


def _begin(agent: Agent, entity: Entity, events: list[InboxEvent], now: datetime) -> Run:
    held, _ = AgentConsciousness.objects.get_or_create(agent_entity=entity)
    run = Run.objects.create(
        agent=agent,
        agent_entity=entity,
        owner=agent.owner,
        cycle_number=held.cycle_count + 1,
        inbox_event_count=len(events),
        started_at=now,
        **_trigger(events[0]),
    )
    inbox.claim(events, run)
    return run


def _trigger(event: InboxEvent) -> dict[str, Any]:
    """What the first event says about why the run began."""
    found: dict[str, Any] = {"trigger_type": event.event_type}
    if event.event_type == EventType.SPACE_MESSAGE:
        given = {column: event.data.get(name) for column, name in ADDRESSES.items()}
        found |= {column: uuid.UUID(value) for column, value in given.items() if value}
    if event.event_type == EventType.SERVICE:
        found["trigger_payload"] = event.data.get("payload")
    return found
