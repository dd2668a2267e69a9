"""Which space an act is about: the one it names, else the one its agent is in.

An agent is in the space of the message that woke it until it enters another or leaves. That
is read from what its run has done, so that it holds after a kill as well.
"""

from __future__ import annotations

import uuid
from typing import Any

from agents.living.acting.acts import Acting
from agents.living.rendering import quoted
from agents.models import CallState, Entity, Run, SmartSpace, SmartSpaceMembership, ToolCall
from devcraft.refusing import Kind, Refused

ENTER, LEAVE = "enter_space", "leave_space"
MOST_NAMED = 20


def meant(args: dict[str, Any], acting: Acting) -> SmartSpace:
    """The space that ARGS name, or the active one, of which the agent is a member now.

    Raises Refused.
    """
    given = args.get("spaceId")
    space_id = _read(given) if given is not None else active(acting.run)
    if space_id is None:
        raise Refused("spaceId", f"is needed, since you are in no space{_yours(acting.entity)}")
    return joined(space_id, acting.entity)


def active(run: Run) -> uuid.UUID | None:
    """The space that RUN's agent is in."""
    moves = ToolCall.objects.filter(run=run, tool_name__in=[ENTER, LEAVE], state=CallState.DONE)
    last = moves.order_by("-number").first()
    if last is None:
        return run.trigger_space_id
    return uuid.UUID(last.result["spaceId"]) if last.tool_name == ENTER else None


def joined(space_id: uuid.UUID, entity: Entity) -> SmartSpace:
    """The space with SPACE_ID, of which ENTITY is a member. Raises Refused."""
    mine = SmartSpace.objects.filter(pk=space_id, memberships__entity=entity).first()
    if mine is None:
        rule = f"names no space you are a member of{_yours(entity)}"
        raise Refused("spaceId", rule, Kind.MISSING)
    return mine


def _read(given: str) -> uuid.UUID:
    try:
        return uuid.UUID(given)
    except ValueError as error:
        raise Refused("spaceId", "must be the id of one of your spaces") from error


def _yours(entity: Entity) -> str:
    """Where ENTITY could be instead, as the end of a sentence."""
    mine = SmartSpaceMembership.objects.filter(entity=entity).select_related("smart_space")
    found = [row.smart_space for row in mine.order_by("joined_at", "id")[:MOST_NAMED]]
    named = [f"{quoted(space.name or '')} ({space.pk})" for space in found]
    return f"; yours are {', '.join(named)}" if named else ""
