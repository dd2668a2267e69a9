"""How agents stand: asleep, thinking, waiting for a person, resting, parked, paused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from agents.models import (
    Agent,
    CallState,
    InboxEvent,
    InboxStatus,
    PendingToolCall,
    Plan,
    PlanStatus,
    Run,
    RunOrigin,
    RunStatus,
    RunStep,
    ToolCall,
)


@dataclass(frozen=True)
class Standing:
    """What an agent does now: a state, its words, and why, or its step, where there is one."""

    state: str
    words: str
    reason: str = ""
    step: str = ""


ASLEEP = Standing("asleep", "Asleep")
WAITING = Standing("waiting", "Waiting for a person")
PAUSED = Standing("paused", "Paused")
ARCHIVED = Standing("archived", "Archived")


def annotated(agents: QuerySet[Agent]) -> QuerySet[Agent]:
    """AGENTS with what `of` and their cards need."""
    running = Run.objects.filter(
        agent=OuterRef("pk"), origin=RunOrigin.OWN, status=RunStatus.RUNNING
    )
    asked = PendingToolCall.objects.open().filter(agent_entity__agent=OuterRef("pk"))
    plans = Plan.objects.filter(entity__agent=OuterRef("pk"), status=PlanStatus.PENDING)
    return agents.annotate(
        is_thinking=Exists(running),
        is_asking=Exists(asked),
        events_waiting=_counted(InboxStatus.PENDING),
        events_given_up=_counted(InboxStatus.FAILED),
        resting_until=F("lease__resting_until"),
        rest_reason=F("lease__rest_reason"),
        next_plan_at=Subquery(plans.order_by("next_run_at").values("next_run_at")[:1]),
        **_steps(),
    )


def _counted(status: InboxStatus) -> Coalesce:
    """How many events with STATUS an agent has."""
    events = InboxEvent.objects.filter(agent_entity__agent=OuterRef("pk"), status=status)
    each = events.order_by().values("agent_entity").annotate(n=Count("id")).values("n")
    return Coalesce(Subquery(each), 0)


def _steps() -> dict[str, Subquery]:
    """What the open run of an agent does: the model it asks, the call it is at."""
    is_open = {
        "run__agent": OuterRef("pk"),
        "run__origin": RunOrigin.OWN,
        "run__status": RunStatus.RUNNING,
    }
    asked = RunStep.objects.filter(**is_open, status=RunStatus.RUNNING).order_by("-number")
    calls = ToolCall.objects.filter(**is_open, state__in=[CallState.PLANNED, CallState.STARTED])
    return {
        "asked_model": Subquery(asked.values("name")[:1]),
        "current_call": Subquery(calls.order_by("number").values("tool_name")[:1]),
    }


def _step(agent: Agent) -> str:
    found = vars(agent)
    if found["current_call"]:
        return f"at {found['current_call']}"
    return f"asking {found['asked_model']}" if found["asked_model"] else "between two steps"


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
        return Standing("thinking", "Thinking", step=_step(agent))
    return WAITING if found["is_asking"] else ASLEEP
