"""set_plans, get_plans, delete_plans: what an agent means to do at times of its own choosing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from agents.living.acting import owning, timing
from agents.living.acting.acts import Acting, act, record, several, text
from agents.living.acting.fitting import fitting
from agents.models import Entity, Plan, PlanStatus
from devcraft.refusing import Kind, Refused

MOST_PENDING = 200
MOST_TOLD = 100


def _set_plans(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    plans = [_set_plan(plan, acting) for plan in args["plans"]]
    pending = Plan.objects.filter(entity=acting.entity, status=PlanStatus.PENDING).count()
    if pending > MOST_PENDING:
        raise Refused("plans", f"may be {MOST_PENDING} at most that are pending")
    return {"success": True, "plans": plans}


def _set_plan(given: dict[str, Any], acting: Acting) -> dict[str, Any]:
    columns: dict[str, Any] = {k: given[k] for k in ("name", "instruction") if k in given}
    if "id" in given:
        return _told(_changed(given, columns, acting))
    columns |= timing.columns(given, zone=_zone(acting.entity), now=acting.now)
    if not {"name", "next_run_at"} <= columns.keys():
        raise Refused("plan", f"needs a name and one of {', '.join(timing.WAYS)}")
    return _told(Plan.objects.create(entity=acting.entity, **columns))


def _changed(given: dict[str, Any], columns: dict[str, Any], acting: Acting) -> Plan:
    mine = Plan.objects.select_for_update().filter(entity=acting.entity)
    pending = mine.filter(pk=owning.read(given["id"], "plan"), status=PlanStatus.PENDING)
    plan = pending.first()
    if plan is None:
        raise Refused("id", "names no pending plan of yours", Kind.MISSING)
    timed = given
    if "zone" in given and not any(way in given for way in timing.WAYS):
        if not plan.cron:
            raise Refused("zone", "is for a plan with cron, or a new scheduledAt")
        timed = given | {"cron": plan.cron}
    columns |= timing.columns(timed, zone=plan.zone, now=acting.now)
    Plan.objects.filter(pk=plan.pk).update(**columns, updated_at=acting.now)
    plan.refresh_from_db()
    return plan


def _zone(entity: Entity) -> str:
    """The zone of whoever owns ENTITY."""
    return entity.owner.zone if entity.owner is not None else "UTC"


def _get_plans(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    mine = Plan.objects.filter(entity=acting.entity, status=args.get("status", PlanStatus.PENDING))
    ordered = mine.order_by("next_run_at", "-updated_at", "id")[:MOST_TOLD]
    return {"plans": fitting([_told(plan) for plan in ordered]), "total": mine.count()}


def _told(plan: Plan) -> dict[str, Any]:
    timed = {"cron": plan.cron, "zone": plan.zone} if plan.is_recurring else {}
    return {
        "id": str(plan.pk),
        "name": plan.name,
        "instruction": plan.instruction or "",
        "status": plan.status,
        **timed,
        "nextRunAt": _written(plan.next_run_at),
        "lastRunAt": _written(plan.last_run_at),
    }


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _delete_plans(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    mine = Plan.objects.filter(entity=acting.entity, status=PlanStatus.PENDING)
    found = mine.filter(pk__in=owning.readable(args["planIds"]))
    answer = owning.told(args["planIds"], found.values_list("pk", flat=True))
    found.update(status=PlanStatus.CANCELED, next_run_at=None, updated_at=acting.now)
    return answer


PLAN = record(
    id=text(64),
    name=text(200),
    instruction=text(20_000),
    cron=text(100),
    zone=text(64),
    scheduledAt=text(64),
    runAfter=text(40),
)
ACTS = [
    act(
        "set_plans",
        "Plan what will wake you: once at scheduledAt (ISO) or after runAfter (such as"
        " 30 minutes, 1 day), or again and again by cron (five fields) on the clock of zone,"
        " which is your owner's when left out. With id you change a pending plan.",
        _set_plans,
        needed=("plans",),
        plans=several(PLAN),
    ),
    act(
        "get_plans",
        "Read your plans: the pending ones, or those of another status.",
        _get_plans,
        status={"enum": PlanStatus.values},
    ),
    act(
        "delete_plans",
        "Cancel pending plans.",
        _delete_plans,
        needed=("planIds",),
        planIds=several(text(64)),
    ),
]
