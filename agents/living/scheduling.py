"""What time itself puts into inboxes: plans whose moment came, and heartbeats."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from agents.living import beating, inbox, recurring
from agents.models import EventType, InboxEvent, InboxStatus, Plan, PlanStatus, Priority

log = logging.getLogger(__name__)
MOST_AT_ONCE = 50


def clockwork(now: datetime) -> int:
    """Deliver everything whose time has come; how many events that were."""
    return fire_due(now) + beating.beat(now)


def fire_due(now: datetime) -> int:
    """Deliver the plans that are due, each once however often it was missed."""
    due = Plan.objects.filter(status=PlanStatus.PENDING, next_run_at__lte=now)
    found = due.order_by("next_run_at", "pk").values_list("pk", "next_run_at")[:MOST_AT_ONCE]
    return sum(_fire(plan_id, due_at, now) for plan_id, due_at in found if due_at)


@transaction.atomic
def _fire(plan_id: uuid.UUID, due_at: datetime, now: datetime) -> bool:
    """Deliver the plan that is due since DUE_AT, unless another worker or a change was first."""
    still = Plan.objects.select_for_update().filter(status=PlanStatus.PENDING, next_run_at=due_at)
    plan = still.filter(pk=plan_id).first()
    if plan is None:
        return False
    occurrence = due_at
    changes: dict[str, Any] = {
        "status": PlanStatus.COMPLETED,
        "completed_at": now,
        "next_run_at": None,
    }
    if plan.is_recurring:
        try:
            occurrence, changes = _recur(plan, due_at, now)
        except recurring.BadCron as error:
            log.warning("Plan %s is canceled: %s", plan.pk, error)
            Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.CANCELED, next_run_at=None)
            return False
    is_new = not _waits(plan) and _deliver(plan, occurrence, now)
    Plan.objects.filter(pk=plan.pk).update(**changes, last_run_at=now, updated_at=now)
    return is_new


def _recur(plan: Plan, due_at: datetime, now: datetime) -> tuple[datetime, dict[str, Any]]:
    """The latest occurrence of PLAN up to NOW, and the columns that lead to the next."""
    cron = plan.cron or ""
    occurrence = max(due_at, recurring.latest(cron, plan.zone, now))
    return occurrence, {"next_run_at": recurring.following(cron, plan.zone, now)}


def _waits(plan: Plan) -> bool:
    """Whether an occurrence of PLAN still lies in the inbox, as of an agent that is paused."""
    return InboxEvent.objects.filter(
        agent_entity_id=plan.entity_id,
        status=InboxStatus.PENDING,
        event_id__startswith=f"{plan.pk}:",
    ).exists()


def _deliver(plan: Plan, occurrence: datetime, now: datetime) -> bool:
    return inbox.put(
        entity_id=plan.entity_id,
        event_id=f"{plan.pk}:{occurrence.isoformat()}",
        event_type=EventType.PLAN,
        data={
            "planId": str(plan.pk),
            "planName": plan.name,
            "instruction": plan.instruction,
            "occurrence": occurrence.isoformat(),
        },
        now=now,
        priority=Priority.SCHEDULED,
    )
