"""How an agent goes: without a trace if it left none, else into the archive."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from agents.living import canceling
from agents.models import Agent, AgentConsciousness, Entity, SmartSpaceMembership

TRACES = (
    "messages",
    "inbox_events",
    "memories",
    "goals",
    "plans",
    "archived_cycles",
    "snapshots",
    "pending_tool_calls",
    "clients",
)
"""What hangs from an agent's entity and would be lost with it."""


@transaction.atomic
def discard(agent: Agent, *, now: datetime) -> bool:
    """Archive AGENT if it has a history, else delete it; whether it was archived.

    An archived agent keeps its name, starts no cycle and can be recovered; what it was in
    the middle of ends.
    """
    locked = Agent.objects.select_for_update().get(pk=agent.pk)
    entity = Entity.objects.filter(agent=locked).first()
    Agent.objects.filter(pk=locked.pk, archived_at=None).update(archived_at=now)
    if has_history(locked, entity):
        canceling.end_runs(locked.pk, now=now)
        return True
    if entity is not None:
        SmartSpaceMembership.objects.filter(entity=entity).delete()
        AgentConsciousness.objects.filter(agent_entity=entity).delete()
        entity.delete()
    locked.delete()
    return False


def recover(agent: Agent) -> None:
    Agent.objects.filter(pk=agent.pk).update(archived_at=None)


def has_history(agent: Agent, entity: Entity | None) -> bool:
    if agent.runs.exists():
        return True
    return entity is not None and (
        any(getattr(entity, name).exists() for name in TRACES)
        or AgentConsciousness.objects.filter(agent_entity=entity, version__gt=0).exists()
    )
