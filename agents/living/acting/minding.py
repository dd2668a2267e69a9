"""Memories and goals: what an agent keeps and wants beside its consciousness."""

from __future__ import annotations

from typing import Any

from agents.living.acting import owning
from agents.living.acting.acts import Acting, act, record, several, text
from agents.living.acting.fitting import fitting
from agents.models import AgentMemory, Goal, GoalStatus
from devcraft.refusing import Kind, Refused


def _set_memories(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    for memory in args["memories"]:
        AgentMemory.objects.update_or_create(
            entity=acting.entity, key=memory["key"], defaults={"value": memory["value"]}
        )
    return {"success": True, "count": len(args["memories"])}


def _get_memories(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    kept = AgentMemory.objects.filter(entity=acting.entity)
    if "keys" in args:
        kept = kept.filter(key__in=args["keys"])
    newest = kept.order_by("-updated_at", "key")[:MOST_TOLD]
    told = fitting([{"key": memory.key, "value": memory.value} for memory in newest])
    return {"memories": told, "total": kept.count()}


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
    mine = Goal.objects.filter(entity=acting.entity, pk=owning.read(given["id"], "goal"))
    if not mine.update(**columns, updated_at=acting.now):
        raise Refused("id", "names no goal of yours", Kind.MISSING)
    return {"id": given["id"]}


def _delete_goals(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    mine = Goal.objects.filter(entity=acting.entity)
    found = mine.filter(pk__in=owning.readable(args["goalIds"]))
    answer = owning.told(args["goalIds"], found.values_list("pk", flat=True))
    found.delete()
    return answer


MOST_TOLD = 200
MEMORY = record(("key", "value"), key=text(200), value=text(20_000))
GOAL = record(
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
        memories=several(MEMORY),
    ),
    act(
        "get_memories",
        "Read the values of keys, or without keys those kept last.",
        _get_memories,
        keys=several(text(200)),
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
        goals=several(GOAL),
    ),
    act(
        "delete_goals",
        "Drop goals for good; to keep them in mind as done, set their status instead.",
        _delete_goals,
        needed=("goalIds",),
        goalIds=several(text(64)),
    ),
]
