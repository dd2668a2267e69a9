"""The gate before what leaves the house.

An agent that has its owner's own data in mind, and words from outside, may be talked into
carrying the one to the other. From then on a tool that sends something out waits for a
person (the rule of two of three: private data, untrusted words, a way out). In mind is what
its run did, and every earlier cycle that its model is still sent. From outside are the words
of programs, of tools, and of everybody but the owner.
"""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from agents.living import acting, overhearing, window
from agents.living.acting.acts import PRIVATE
from agents.living.config.calling import Called, InternalTool, SpaceTool
from agents.models import (
    AgentConsciousness,
    CallState,
    Effect,
    Entity,
    EventType,
    InboxEvent,
    Run,
    ToolCall,
)

READING = ("enter_space", "read_messages")


def is_gated(run: Run, tool: Called) -> bool:
    """Whether a call of TOOL in RUN needs a person's approval whatever its config says."""
    if isinstance(tool, SpaceTool | InternalTool) or tool.effect != Effect.UNSAFE.value:
        return False
    runs = _in_mind(run)
    done = ToolCall.objects.filter(run__in=runs, state=CallState.DONE)
    called = set(done.values_list("tool_name", flat=True).distinct())
    if not called & PRIVATE:
        return False
    is_foreign = bool(called - acting.ACTS.keys() - acting.OWNERS.keys())
    return is_foreign or _woken_from_outside(runs) or bool(_senders(runs, done) - _own(run))


def _in_mind(run: Run) -> list[uuid.UUID]:
    """RUN and the runs of the cycles that are remembered whole."""
    found = AgentConsciousness.objects.filter(agent_entity=run.agent_entity_id)
    cycles = found.values_list("cycles", flat=True).first() or []
    ids = [_id(cycle) for cycle in window.whole(cycles)]
    return [run.pk, *(known for known in ids if known is not None)]


def _id(cycle: window.Entry) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(cycle.get("run")))
    except ValueError:
        return None


def _woken_from_outside(runs: list[uuid.UUID]) -> bool:
    """Whether a program or an answer from elsewhere is among what woke RUNS."""
    outside = [EventType.SERVICE, EventType.TOOL_RESULT]
    return InboxEvent.objects.filter(run__in=runs, event_type__in=outside).exists()


def _senders(runs: list[uuid.UUID], done: QuerySet[ToolCall]) -> set[str]:
    """The entities whose words woke RUNS, stood there before, or were read by calls DONE."""
    events = InboxEvent.objects.filter(run__in=runs, event_type=EventType.SPACE_MESSAGE)
    told = list(events.values_list("data", flat=True))
    read = done.filter(tool_name__in=READING).values_list("result", flat=True)
    lines = [
        *told,
        *(line for data in told for line in data.get(overhearing.KEY, [])),
        *(line for result in read for line in result.get("messages", [])),
    ]
    return {str(line.get("senderEntityId")) for line in lines}


def _own(run: Run) -> set[str]:
    """The agent itself and its owner, who may say anything to it."""
    owner = Entity.objects.filter(user=run.owner_id, user__isnull=False).first()
    return {str(run.agent_entity_id), *([str(owner.pk)] if owner else [])}
