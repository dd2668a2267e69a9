"""set_plans: what an agent means to do at one moment. Recurring plans come with the scheduler."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from agents.living.acting.acts import Acting, act, record, several, text
from agents.living.acting.minding import own_id
from agents.models import Plan, PlanStatus
from runtime_memory.refusing import Kind, Refused


def _set_plans(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    return {"success": True, "plans": [_set_plan(plan, acting) for plan in args["plans"]]}


def _set_plan(given: dict[str, Any], acting: Acting) -> dict[str, str]:
    columns: dict[str, Any] = {k: given[k] for k in ("name", "instruction") if k in given}
    if "scheduledAt" in given:
        at = _moment(given["scheduledAt"])
        columns |= {"scheduled_at": at, "next_run_at": at}
    if "id" in given:
        return _change(given["id"], columns, acting)
    if not {"name", "scheduled_at"} <= columns.keys():
        raise Refused("plan", "needs a name and scheduledAt")
    return {"id": str(Plan.objects.create(entity=acting.entity, **columns).pk)}


def _change(given: str, columns: dict[str, Any], acting: Acting) -> dict[str, str]:
    once = Plan.objects.filter(
        entity=acting.entity,
        pk=own_id(given, "plan"),
        status=PlanStatus.PENDING,
        is_recurring=False,
    )
    if not once.update(**columns, updated_at=acting.now):
        raise Refused("id", "names no pending plan of yours that runs once", Kind.MISSING)
    return {"id": given}


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise Refused("scheduledAt", "must be a moment such as 2026-11-18T09:00Z") from error
    if moment.tzinfo is None:
        raise Refused("scheduledAt", "must name its zone, such as 2026-11-18T09:00Z")
    return moment


_PLAN = record(id=text(64), name=text(200), instruction=text(20_000), scheduledAt=text(64))
ACTS = [
    act(
        "set_plans",
        "Plan something for one moment, or change a pending plan whose id you give.",
        _set_plans,
        needed=("plans",),
        plans=several(_PLAN),
    )
]
