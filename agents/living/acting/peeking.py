"""peek_inbox: what arrived meanwhile becomes part of the cycle that is under way."""

from __future__ import annotations

from typing import Any

from agents.living import inbox
from agents.living.acting.acts import Acting, act, whole
from agents.living.acting.fitting import fitting
from agents.models import EventType, InboxEvent

MOST_EVENTS = 10


def _peek(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    waiting = inbox.fresh(acting.entity.pk, now=acting.now)
    if "type" in args:
        waiting = waiting.filter(event_type=args["type"])
    found = list(waiting[: args.get("count", 1)])
    told = fitting([_told(event) for event in found])
    inbox.peek(found[: len(told)], acting.run)
    remaining = inbox.fresh(acting.entity.pk, now=acting.now).count()
    return {"events": told, "remaining": remaining}


def _told(event: InboxEvent) -> dict[str, Any]:
    return {
        "eventId": event.event_id,
        "type": event.event_type,
        "at": event.created_at.isoformat(timespec="seconds"),
        "data": event.data,
    }


ACTS = [
    act(
        "peek_inbox",
        "Take what waits in your inbox into this cycle, the most urgent first; it does not"
        " come again.",
        _peek,
        count=whole(1, MOST_EVENTS),
        type={"enum": EventType.values},
    )
]
