"""What was said in a space before an agent was told: kept once per space, if not seen yet.

How far an agent has seen is its membership's marker, as for a person. It moves when a cycle
is remembered: what a cycle with nothing to do was told may be told again as what came before.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q

from agents.models import (
    EventType,
    InboxEvent,
    SmartSpaceMembership,
    SmartSpaceMessage,
)

MOST_MESSAGES = 20
MOST_LETTERS = 500
KEY = "recentContext"


def note(events: list[InboxEvent], entity_id: uuid.UUID) -> None:
    """Keep with the first event of each space what the agent of ENTITY_ID did not see before."""
    firsts: dict[uuid.UUID, InboxEvent] = {}
    told = _messages(events)
    for event in events:
        if event.event_id in told:
            firsts.setdefault(told[event.event_id].smart_space_id, event)
    contexts = {event.pk: _before(space_id, entity_id, told) for space_id, event in firsts.items()}
    for event in events:
        _keep(event, contexts.get(event.pk, []))


def mark_seen(events: list[InboxEvent], entity_id: uuid.UUID) -> None:
    """Move the markers of ENTITY_ID past the messages that EVENTS told."""
    newest = {m.smart_space_id: m for m in _in_order(_messages(events))}
    for space_id, message in newest.items():
        SmartSpaceMembership.objects.filter(
            smart_space=space_id, entity=entity_id, last_seen_seq__lt=message.seq
        ).update(last_seen_seq=message.seq, last_seen_message_id=message.pk)


def _messages(events: list[InboxEvent]) -> dict[str, SmartSpaceMessage]:
    """The messages that EVENTS tell, by the id of their event."""
    ids = [e.event_id for e in events if e.event_type == EventType.SPACE_MESSAGE]
    return {str(m.pk): m for m in SmartSpaceMessage.objects.filter(pk__in=ids)}


def _in_order(told: dict[str, SmartSpaceMessage]) -> list[SmartSpaceMessage]:
    return sorted(told.values(), key=lambda message: message.seq)


def _before(
    space_id: uuid.UUID, entity_id: uuid.UUID, told: dict[str, SmartSpaceMessage]
) -> list[dict[str, Any]]:
    """Up to MOST_MESSAGES of others up to the newest TOLD, which the agent has not seen."""
    mine = SmartSpaceMembership.objects.filter(smart_space=space_id, entity=entity_id)
    marker = mine.values_list("last_seen_seq", flat=True).first()
    if marker is None:
        return []
    newest = max(m.seq for m in told.values() if m.smart_space_id == space_id)
    unseen = SmartSpaceMessage.objects.filter(
        ~Q(entity=entity_id),
        ~Q(pk__in=list(told)),
        smart_space=space_id,
        seq__gt=marker,
        seq__lt=newest,
    )
    found = unseen.select_related("entity").order_by("-seq")[:MOST_MESSAGES]
    return [_line(message) for message in reversed(found)]


def _line(message: SmartSpaceMessage) -> dict[str, Any]:
    said = message.content or ""
    return {
        "senderEntityId": str(message.entity_id),
        "senderName": message.entity.display_name or "",
        "senderType": message.entity.type,
        "content": said if len(said) <= MOST_LETTERS else f"{said[:MOST_LETTERS]}…",
    }


def _keep(event: InboxEvent, context: list[dict[str, Any]]) -> None:
    """Give EVENT this CONTEXT in place of the one of an earlier attempt."""
    before = event.data.get(KEY, [])
    if context == before:
        return
    event.data = {k: v for k, v in event.data.items() if k != KEY}
    if context:
        event.data[KEY] = context
    event.save(update_fields=["data"])
