"""send_message: the one way an agent speaks."""

from __future__ import annotations

import uuid
from typing import Any

from agents.living import speaking
from agents.living.acting.acts import Acting, act, text
from runtime_memory.refusing import Refused


def _send_message(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    said = speaking.say(
        space_id=_space(args.get("spaceId"), acting),
        entity=acting.entity,
        text=args["text"],
        key=acting.key,
        now=acting.now,
        run=acting.run,
    )
    return {"success": True, "messageId": str(said.pk), "status": "delivered"}


def _space(given: str | None, acting: Acting) -> uuid.UUID:
    if given is None and acting.run.trigger_space_id is None:
        raise Refused("spaceId", "is needed, since no message woke you")
    try:
        return uuid.UUID(given) if given else acting.run.trigger_space_id or uuid.UUID(int=0)
    except ValueError as error:
        raise Refused("spaceId", "must be the id of one of your spaces") from error


ACTS = [
    act(
        "send_message",
        "Say something in a space; without spaceId where the message came from that woke you.",
        _send_message,
        needed=("text",),
        text=text(speaking.MOST_LETTERS),
        spaceId=text(64),
    )
]
