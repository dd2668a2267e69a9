"""What an act is, and who acts when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents.living.providers import Offered
from agents.models import Entity, Run

PRIVATE = frozenset(
    {
        *("list_missions", "read_mission", "list_worlds", "read_world", "search_memory"),
        *("read_person", "recall"),
    }
)
"""Acts that read what belongs to the agent's owner, or bring back what was read before."""


@dataclass(frozen=True)
class Acting:
    """One call of ENTITY's agent. `key` is the same at every attempt of the call."""

    run: Run
    entity: Entity
    key: str
    now: datetime


@dataclass(frozen=True)
class Act:
    offered: Offered
    do: Callable[[dict[str, Any], Acting], dict[str, Any]]


def act(
    name: str,
    description: str,
    do: Callable[[dict[str, Any], Acting], dict[str, Any]],
    /,
    *,
    needed: tuple[str, ...] = (),
    **properties: dict[str, Any],
) -> Act:
    """An act whose arguments are PROPERTIES, all but those NEEDED optional."""
    return Act(Offered(name, description, record(needed, **properties)), do)


def record(needed: tuple[str, ...] = (), **properties: dict[str, Any]) -> dict[str, Any]:
    """The schema of an object with PROPERTIES and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(needed),
        "additionalProperties": False,
    }


def text(most: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": most}


def whole(least: int, most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most}


def several(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1, "maxItems": 50}
