"""How agents stand: asleep, thinking, waiting for a person, resting, parked, paused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from agents.models import (
    Agent,
    InboxEvent,
    InboxStatus,
    PendingToolCall,
    Run,
    RunOrigin,
    RunStatus,
)


@dataclass(frozen=True)
class Standing:
    """What an agent does now: a state, its words, and why where there is a reason."""

    state: str
    words: str
    reason: str = ""


ASLEEP = Standing("asleep", "Asleep")
THINKING = Standing("thinking", "Thinking")
WAITING = Standing("waiting", "Waiting for a person")
PAUSED = Standing("paused", "Paused")
ARCHIVED = Standing("archived", "Archived")


def annotated(agents: QuerySet[Agent]) -> QuerySet[Agent]:
    """AGENTS with what `of` and their cards need."""
    running = Run.objects.filter(
        agent=OuterRef("pk"), origin=RunOrigin.OWN, status=RunStatus.RUNNING
    )
    asked = PendingToolCall.objects.open().filter(agent_entity__agent=OuterRef("pk"))
    unread = InboxEvent.objects.filter(
        agent_entity__agent=OuterRef("pk"), status=InboxStatus.PENDING
    )
    counted = unread.order_by().values("agent_entity").annotate(n=Count("id")).values("n")
    return agents.annotate(
        is_thinking=Exists(running),
        is_asking=Exists(asked),
        unread=Coalesce(Subquery(counted), 0),
        resting_until=F("lease__resting_until"),
        rest_reason=F("lease__rest_reason"),
    )


def of(agent: Agent, *, now: datetime) -> Standing:
    """How AGENT, which is `annotated`, stands at NOW; the strongest word wins."""
    found = vars(agent)
    if agent.archived_at is not None:
        return ARCHIVED
    if agent.parked_at is not None:
        return Standing("parked", "Parked", agent.parked_reason)
    if agent.paused_at is not None and not found["is_thinking"]:
        return PAUSED
    if found["resting_until"] is not None and found["resting_until"] > now:
        return Standing("resting", "Resting", found["rest_reason"])
    if found["is_thinking"]:
        return THINKING
    return WAITING if found["is_asking"] else ASLEEP
