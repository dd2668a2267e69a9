"""One run with what its page says about it, in one query; and whether that page is still true."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from agents.models import (
    PendingToolCall,
    Run,
    RunOrigin,
    RunStatus,
    RunStep,
    SmartSpaceMembership,
    StopReason,
    ToolCall,
)
from agents.models.calls import OPEN
from agents.models.runs import ENDED
from devcraft.models import User
from runtime_memory.models import Session

COUNTED = ("steps", "answered", "calls", "started", "ended", "tries", "asked", "decided")


def watched(user: User) -> QuerySet[Run]:
    """Runs that USER may see, each with what `version` and its head need."""
    steps = RunStep.objects.filter(run=OuterRef("pk"))
    calls = ToolCall.objects.filter(run=OuterRef("pk"))
    asked = PendingToolCall.objects.filter(call__run=OuterRef("pk"))
    seats = SmartSpaceMembership.objects.filter(
        smart_space=OuterRef("trigger_space_id"), entity__user=user
    )
    return (
        Run.objects.visible_to(user)
        .select_related("agent")
        .annotate(
            steps_seen=_one(steps, Count("pk")),
            answered_seen=_one(steps, Count("ended_at")),
            calls_seen=_one(calls, Count("pk")),
            started_seen=_one(calls, Count("started_at")),
            ended_seen=_one(calls, Count("ended_at")),
            tries_seen=_one(calls, Sum("attempts")),
            asked_seen=_one(asked, Count("pk")),
            decided_seen=_one(asked, Count("pk", filter=~Q(status__in=OPEN))),
            resting_until=F("agent__lease__resting_until"),
            rest_reason=F("agent__lease__rest_reason"),
            is_in_space=Exists(seats),
        )
    )


def version(run: Run, *, now: datetime) -> str:
    """Changes with whatever the page of RUN, which is `watched`, says."""
    found = vars(run)
    counts = [found[f"{name}_seen"] for name in COUNTED]
    return ".".join(map(str, [run.status, *counts, len(why_still(run, now=now))]))


def why_still(run: Run, *, now: datetime) -> str:
    """Why RUN, which has not ended, does not move; empty when it does."""
    agent, found = run.agent, vars(run)
    if is_over(run):
        return ""
    if agent.parked_at is not None:
        return f"Its agent is parked: {agent.parked_reason}"
    if agent.paused_at is not None:
        return "Its agent is paused; the run goes on when it is started."
    if found["resting_until"] is not None and found["resting_until"] > now:
        return f"Its agent rests: {found['rest_reason']}"
    return ""


def is_over(run: Run) -> bool:
    return run.status in ENDED


def is_recorded(run: Run) -> bool:
    """Whether RUN is a session in its owner's memory: it ended after it had begun to act.

    One of another tool is, where what was said in it was brought in.
    """
    if run.origin != RunOrigin.OWN:
        return Session.objects.filter(pk=str(run.pk)).exists()
    has_acted = run.status != RunStatus.FAILED or run.step_count > 0
    return is_over(run) and has_acted and run.owner_id is not None


def is_remembered(run: Run) -> bool:
    """Whether what RUN did went into its agent's consciousness."""
    is_own = run.origin == RunOrigin.OWN
    return is_own and is_over(run) and run.step_count > 0 and run.stop_reason != StopReason.NO_OP


def _one(rows: Any, figure: Any) -> Coalesce:
    """FIGURE over ROWS, which are of one run, as one number."""
    run = "call__run" if rows.model is PendingToolCall else "run"
    each = rows.order_by().values(run).annotate(n=figure).values("n")
    return Coalesce(Subquery(each), 0)
