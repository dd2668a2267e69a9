"""Spaces and messages as programs are told them, in the words of document 3."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from agents.living.spaces import conversation
from agents.models import SmartSpace, SmartSpaceMembership, SmartSpaceMessage
from devcraft.forms import whole_number
from devcraft.refusing import Refused

LIMIT, MOST = 50, 200
KNOWN = ("afterSeq", "beforeSeq", "limit")


@dataclass(frozen=True)
class Wish:
    """Which messages: after a number, before a number, or the newest."""

    after: int | None
    before: int | None
    limit: int


def wish(query: QueryDict) -> Wish:
    """What an address asks for. Raises Refused."""
    for name in query:
        if name not in KNOWN:
            raise Refused("query", f"may hold {', '.join(KNOWN)} alone")
    limit = _number(query, "limit", least=1, most=MOST)
    return Wish(
        _number(query, "afterSeq", least=0), _number(query, "beforeSeq", least=1), limit or LIMIT
    )


def messages(space_id: uuid.UUID, wish: Wish) -> list[dict[str, Any]]:
    """What WISH asks for, oldest first; without afterSeq the newest of it."""
    rows = conversation.said_in(space_id)
    if wish.before is not None:
        rows = rows.filter(seq__lt=wish.before)
    if wish.after is not None:
        return [
            message(one) for one in rows.filter(seq__gt=wish.after).order_by("seq")[: wish.limit]
        ]
    return [message(one) for one in rows.order_by("-seq")[: wish.limit]][::-1]


def message(said: SmartSpaceMessage) -> dict[str, Any]:
    return {
        "id": str(said.pk),
        "seq": said.seq,
        "role": said.role,
        "content": said.content,
        "metadata": said.metadata,
        "runId": str(said.run_id) if said.run_id else None,
        "createdAt": said.created_at.isoformat(),
        "entity": {
            "id": str(said.entity_id),
            "displayName": said.entity.display_name,
            "type": said.entity.type,
        },
    }


def space(row: SmartSpace) -> dict[str, Any]:
    """ROW, which is `listing.counted`."""
    return {
        "id": str(row.pk),
        "name": row.name,
        "description": row.description,
        "lastSeq": row.last_seq,
        "unread": vars(row)["unread"],
        "isArchived": row.archived_at is not None,
        "createdAt": row.created_at.isoformat(),
    }


def mark(seat: SmartSpaceMembership) -> dict[str, Any]:
    last = seat.last_seen_message_id
    return {"lastSeenSeq": seat.last_seen_seq, "lastSeenMessageId": str(last) if last else None}


def _number(query: QueryDict, name: str, *, least: int, most: int = 10**9 - 1) -> int | None:
    given = query.getlist(name)
    if not given:
        return None
    number = whole_number(given[0]) if len(given) == 1 else None
    if number is None or not least <= number <= most:
        raise Refused(name, f"must be one whole number from {least} to {most:,}")
    return number
