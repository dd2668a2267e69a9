"""enter_space, leave_space, read_messages: where an agent is, and what was said there."""

from __future__ import annotations

from typing import Any

from agents.living.acting import places
from agents.living.acting.acts import Acting, act, text, whole
from agents.living.acting.fitting import fitting
from agents.models import SmartSpace, SmartSpaceMembership, SmartSpaceMessage

MOST_MESSAGES = 200
USUAL = 50
MOST_MEMBERS = 100


def _enter(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    space = places.meant(args, acting)
    return {
        "success": True,
        "spaceId": str(space.pk),
        "spaceName": space.name or "",
        "members": _members(space),
        **_history(space, args),
    }


def _leave(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    return {"success": True}


def _read(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    space = places.meant(args, acting)
    return {"spaceId": str(space.pk), **_history(space, args)}


def _history(space: SmartSpace, args: dict[str, Any]) -> dict[str, Any]:
    """What was last said in SPACE, oldest first, before the message number that ARGS name."""
    said = SmartSpaceMessage.objects.filter(smart_space=space).select_related("entity")
    if "before" in args:
        said = said.filter(seq__lt=args["before"])
    newest = said.order_by("-seq")[: args.get("limit", USUAL)]
    found = fitting([_told(message) for message in newest])
    first = found[-1]["seq"] if found else 1
    return {
        "messages": found[::-1],
        "totalMessages": space.last_seq,
        **({"earlier": f"read_messages with before={first}"} if first > 1 else {}),
    }


def _told(message: SmartSpaceMessage) -> dict[str, Any]:
    return {
        "seq": message.seq,
        "messageId": str(message.pk),
        "senderEntityId": str(message.entity_id),
        "senderName": message.entity.display_name or "",
        "senderType": message.entity.type,
        "at": message.created_at.isoformat(timespec="seconds"),
        "content": message.content or "",
    }


def _members(space: SmartSpace) -> list[dict[str, str]]:
    there = SmartSpaceMembership.objects.filter(smart_space=space).select_related("entity")
    return [
        {
            "entityId": str(row.entity_id),
            "name": row.entity.display_name or "",
            "type": row.entity.type,
        }
        for row in there.order_by("joined_at", "id")[:MOST_MEMBERS]
    ]


_LIMIT = whole(1, MOST_MESSAGES)
ACTS = [
    act(
        places.ENTER,
        "Be in one of your spaces from now on in this cycle: you are told its members and what"
        " was last said, and send_message and read_messages mean it when they name no space.",
        _enter,
        needed=("spaceId",),
        spaceId=text(64),
        limit=_LIMIT,
    ),
    act(places.LEAVE, "Be in no space.", _leave),
    act(
        "read_messages",
        "Read what was said in one of your spaces, oldest first; without spaceId in the one"
        " you are in. With before, what came before the message of that seq.",
        _read,
        spaceId=text(64),
        limit=_LIMIT,
        before=whole(1, 2**53),
    ),
]
