"""Memories and goals: what an agent keeps and wants beside its consciousness."""

from __future__ import annotations

import uuid
from typing import Any

from agents.living.acting.acts import Acting, act, record, several, text
from agents.models import AgentMemory, Goal, GoalStatus
from runtime_memory.refusing import Kind, Refused


def _set_memories(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    for memory in args["memories"]:
        AgentMemory.objects.update_or_create(
            entity=acting.entity, key=memory["key"], defaults={"value": memory["value"]}
        )
    return {"success": True, "count": len(args["memories"])}


def _delete_memories(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    kept = AgentMemory.objects.filter(entity=acting.entity, key__in=args["keys"])
    deleted, _ = kept.delete()
    return {"success": True, "deleted": deleted}


def _set_goals(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    return {"success": True, "goals": [_set_goal(goal, acting) for goal in args["goals"]]}


def _set_goal(given: dict[str, Any], acting: Acting) -> dict[str, str]:
    columns = {name: given[name] for name in ("description", "status", "priority") if name in given}
    if "id" not in given:
        if "description" not in given:
            raise Refused("description", "is needed for a new goal")
        made = Goal.objects.create(entity=acting.entity, **columns)
        return {"id": str(made.pk)}
    mine = Goal.objects.filter(entity=acting.entity, pk=own_id(given["id"], "goal"))
    if not mine.update(**columns, updated_at=acting.now):
        raise Refused("id", "names no goal of yours", Kind.MISSING)
    return {"id": given["id"]}


def own_id(given: str, what: str) -> uuid.UUID:
    try:
        return uuid.UUID(given)
    except ValueError as error:
        raise Refused("id", f"names no {what} of yours", Kind.MISSING) from error


_MEMORY = record(("key", "value"), key=text(200), value=text(20_000))
_GOAL = record(
    id=text(64),
    description=text(2_000),
    status={"enum": GoalStatus.values},
    priority={"type": "integer", "minimum": -1_000, "maximum": 1_000},
)
ACTS = [
    act(
        "set_memories",
        "Keep values under keys; a key that has a value gets the new one.",
        _set_memories,
        needed=("memories",),
        memories=several(_MEMORY),
    ),
    act(
        "delete_memories",
        "Forget the values of keys.",
        _delete_memories,
        needed=("keys",),
        keys=several(text(200)),
    ),
    act(
        "set_goals",
        "Add goals, or change those whose id you give.",
        _set_goals,
        needed=("goals",),
        goals=several(_GOAL),
    ),
]
