"""What the person an agent works for lets it know of them, and that it was read."""

from __future__ import annotations

from typing import Any

from agents.living.acting.acts import Acting, act
from agents.living.acting.fitting import fitting
from agents.living.acting.serving import owner_of
from missions import memories, remembering
from missions.models import MemoryCategory


def _read(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    found = memories.told_to_agents(owner_of(acting), args.get("category", ""))
    told = fitting([{"category": m.category, "key": m.key, "value": m.value} for m in found])
    read = found[: len(told)]
    who = {"reader": acting.run.agent.slug, "run": str(acting.run.pk)}
    remembering.note_uses(read, **who, at=acting.now)
    return {"known": told, "total": len(found)}


ACTS = [
    act(
        "read_person",
        "Read what the person you work for wants you to know of them: preferences, habits, "
        "goals, facts and patterns. They see that you read it.",
        _read,
        category={"enum": MemoryCategory.values},
    ),
]
