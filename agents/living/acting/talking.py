"""send_message: the one way an agent speaks."""

from __future__ import annotations

from typing import Any

from agents.living import speaking
from agents.living.acting import places
from agents.living.acting.acts import Acting, act, text


def _send_message(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    said = speaking.say(
        space_id=places.meant(args, acting).pk,
        entity=acting.entity,
        text=args["text"],
        key=acting.key,
        now=acting.now,
        run=acting.run,
    )
    return {"success": True, "messageId": str(said.pk), "status": "delivered"}


ACTS = [
    act(
        "send_message",
        "Say something in one of your spaces; without spaceId in the one you are in, which is"
        " at first where the message came from that woke you.",
        _send_message,
        needed=("text",),
        spaceId=text(64),
        text=text(speaking.MOST_LETTERS),
    )
]
