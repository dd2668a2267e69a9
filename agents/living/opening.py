"""How a cycle begins: the run that was left behind goes on, else a new one takes events."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from agents.living import asking, inbox, journal, leasing, overhearing, profiles, saving
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
    StopReason,
)

ADDRESSES = {
    "trigger_space_id": "spaceId",
    "trigger_entity_id": "senderEntityId",
    "trigger_message_id": "messageId",
}


def open_run(
    lease: Lease, *, now: datetime, check: Callable[..., None] = lambda agent, *, now: None
) -> Run | None:
    """The run to think on, with its events claimed; None when there is nothing to do.

    CHECK is asked before an agent begins a new run; what it raises leaves everything as it is.
    """
    with leasing.writing(lease, now=now):
        agent = may_think().filter(pk=lease.agent_id)
        entity = Entity.objects.select_related("agent__owner").filter(agent__in=agent).first()
        if entity is None or entity.agent is None:
            return None
        begun = list(begun_runs().filter(agent=lease.agent_id))
        if begun and (going_on := _going_on(lease, begun, now)):
            return going_on
        events = inbox.next_batch(entity.pk, now=now)
        if not events:
            return None
        check(entity.agent, now=now)
        for waiting in begun:
            _put_off(lease, waiting, now)
        return _begin(entity.agent, entity, events, now)


def _going_on(lease: Lease, begun: list[Run], now: datetime) -> Run | None:
    """The run among BEGUN that was left behind, else one whose questions are answered."""
    left = next((run for run in begun if run.status == RunStatus.RUNNING), None)
    if left is not None:
        inbox.try_again(left)
        journal.interrupt(left, now=now)
        return left
    answered = answered_runs(now).filter(agent=lease.agent_id).first()
    return None if answered is None else _resumed(answered)


def may_think() -> QuerySet[Agent]:
    """Agents that nobody paused, archived or parked."""
    return Agent.objects.living().filter(paused_at=None, parked_at=None)


def begun_runs() -> QuerySet[Run]:
    """Runs that did not end, found by an index that holds no others."""
    return Run.objects.select_related("agent", "agent_entity").filter(
        origin=RunOrigin.OWN, completed_at=None
    )


def open_runs() -> QuerySet[Run]:
    return begun_runs().filter(status=RunStatus.RUNNING)


def waiting_runs() -> QuerySet[Run]:
    return begun_runs().filter(status=RunStatus.WAITING_TOOL)


def answered_runs(now: datetime) -> QuerySet[Run]:
    """Runs that waited for answers which are there, or which nobody will give any more."""
    return waiting_runs().filter(~asking.waits(now)).order_by("started_at", "pk")


def wait(lease: Lease, run: Run, *, now: datetime) -> None:
    """Let RUN wait for answers; its agent is free for other events meanwhile.

    An answer may take days, so what was used until then is told at once.
    """
    with leasing.writing(lease, now=now):
        saving.account(run, now=now)
        Run.objects.filter(pk=run.pk, status=RunStatus.RUNNING).update(
            status=RunStatus.WAITING_TOOL
        )
        leasing.succeed(lease)


def _resumed(run: Run) -> Run:
    Run.objects.filter(pk=run.pk).update(status=RunStatus.RUNNING)
    run.status = RunStatus.RUNNING
    return run


def _put_off(lease: Lease, run: Run, now: datetime) -> None:
    """End RUN, which waits, because something else happened; answers will come as events."""
    asking.go_on_without(_resumed(run))
    journal.put_off(run, now=now)
    saving.save(lease, run, StopReason.WAITING, now=now)


def _begin(agent: Agent, entity: Entity, events: list[InboxEvent], now: datetime) -> Run:
    minds = AgentConsciousness.objects.defer("messages", "cycles")
    held, _ = minds.get_or_create(agent_entity=entity)
    run = Run.objects.create(
        agent=agent,
        agent_entity=entity,
        owner=agent.owner,
        cycle_number=held.cycle_count + 1,
        inbox_event_count=len(events),
        started_at=now,
        profiles=profiles.chosen(agent, at=now),
        **_trigger(events[0]),
    )
    inbox.claim(events, run)
    overhearing.note(events, entity.pk)
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
