"""What people do with an agent as a whole: pause, start, wake, stop, stop all.

Every act is a compare-and-set: a second one finds nothing to do and leaves no line.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from agents.living import canceling, inbox, leasing, noting
from agents.models import Agent, AgentChange, ChangeKind, Entity, EventType, Priority
from agents.models.agents import AgentQuerySet
from devcraft.models import User
from devcraft.refusing import Kind, Refused


@transaction.atomic
def pause(agent: Agent, *, by: User, now: datetime) -> bool:
    """Hold AGENT after the step it is in; its run stays open. False when it is paused."""
    if not _hold(agent, now):
        return False
    noting.note(agent, ChangeKind.PAUSED, by=by, now=now)
    return True


@transaction.atomic
def start(agent: Agent, *, by: User, now: datetime) -> bool:
    """Let AGENT think again, whether it was paused or parked. False when it is neither."""
    held = Agent.objects.select_for_update().get(pk=agent.pk)
    if held.archived_at is not None or (held.paused_at is None and held.parked_at is None):
        return False
    Agent.objects.filter(pk=agent.pk).update(paused_at=None, parked_at=None, parked_reason="")
    leasing.wake(agent.pk)
    noting.note(agent, ChangeKind.STARTED, by=by, now=now, words=held.parked_reason)
    return True


@transaction.atomic
def wake(agent: Agent, *, by: User, now: datetime) -> bool:
    """End the rest of AGENT. False when it does not rest."""
    if not leasing.wake(agent.pk):
        return False
    noting.note(agent, ChangeKind.WOKEN, by=by, now=now)
    return True


@transaction.atomic
def think_now(agent: Agent, *, by: User, now: datetime) -> bool:
    """End a rest, and put a heartbeat into the inbox of AGENT so that it begins a cycle.

    False when something waits there already, which it takes at once. Raises Refused.
    """
    entity = Entity.objects.select_for_update().get(agent=agent)
    current = Agent.objects.get(pk=agent.pk)
    if current.archived_at or current.paused_at or current.parked_at:
        raise Refused("agent", "does not think now; start it first", Kind.CONFLICT)
    leasing.wake(agent.pk)
    if inbox.due(now).filter(agent_entity=entity).exists():
        return False
    inbox.put(
        entity_id=entity.pk,
        event_id=f"woken:{uuid.uuid4()}",
        event_type=EventType.HEARTBEAT,
        data={"wokenBy": by.get_username()},
        now=now,
        priority=Priority.OTHER,
    )
    noting.note(agent, ChangeKind.WOKEN, by=by, now=now, words="to think now")
    return True


@transaction.atomic
def stop(agent: Agent, *, by: User, now: datetime) -> bool:
    """Pause AGENT and end what it does. False when it was paused and had no open run."""
    paused = _hold(agent, now)
    ended = canceling.end_runs(agent.pk, now=now)
    if not paused and not ended:
        return False
    words = "in a cycle" if ended else ""
    noting.note(agent, ChangeKind.STOPPED, by=by, now=now, words=words)
    return True


def stop_all(agents: AgentQuerySet, *, by: User, now: datetime) -> tuple[int, uuid.UUID]:
    """Stop every one of AGENTS; how many that changed, and the act by which they start again.

    All are paused before the first run is ended, so that nothing begins meanwhile.
    """
    act, found = uuid.uuid4(), list(agents.living())
    with transaction.atomic():
        held = [agent.pk for agent in found if _hold(agent, now)]
    ended = [agent.pk for agent in found if canceling.end_runs(agent.pk, now=now)]
    touched = [agent for agent in found if agent.pk in (*held, *ended)]
    for agent in touched:
        noting.note(agent, ChangeKind.HALTED, by=by, now=now, act=act)
    return len(touched), act


def start_again(act: uuid.UUID, agents: QuerySet[Agent], *, by: User, now: datetime) -> int:
    """Start those of AGENTS that ACT stopped and that nobody touched since; how many."""
    lines = AgentChange.objects.filter(act=act, agent__in=agents).select_related("agent")
    untouched = [line.agent for line in lines if line.agent.paused_at == line.at]
    return sum(start(agent, by=by, now=now) for agent in untouched)


def _hold(agent: Agent, now: datetime) -> bool:
    """Pause AGENT; False when it is paused or archived."""
    living = Agent.objects.living().filter(pk=agent.pk, paused_at=None)
    return bool(living.update(paused_at=now))
