"""Messages in spaces: numbered, said once per key, and told to every other agent there."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from agents.living import guarding, inbox
from agents.models import (
    Entity,
    EntityType,
    EventType,
    OutboxMessage,
    Priority,
    Run,
    SmartSpace,
    SmartSpaceMembership,
    SmartSpaceMessage,
    SpaceRole,
)
from devcraft.refusing import Kind, Refused

MOST_LETTERS = 20_000
TOPIC = "space.message"


@transaction.atomic
def say(
    *,
    space_id: uuid.UUID,
    entity: Entity,
    text: str,
    key: str,
    now: datetime,
    run: Run | None = None,
) -> SmartSpaceMessage:
    """Post TEXT; the message that KEY already posted when it did. Raises Refused."""
    if not 0 < len(text.strip()) <= MOST_LETTERS:
        raise Refused("text", f"must be from 1 to {MOST_LETTERS:,} characters")
    is_member = SmartSpaceMembership.objects.filter(smart_space=space_id, entity=entity).exists()
    if not is_member:
        raise Refused("spaceId", "names no space you are a member of", Kind.MISSING)
    space = SmartSpace.objects.select_for_update().get(pk=space_id)
    once = SmartSpaceMessage.objects.filter(~Q(idempotency_key=""), idempotency_key=key)
    said = once.first() if key else None
    if said is not None:
        return said
    if space.archived_at is not None:
        raise Refused("space", "is archived; nothing more is said there", Kind.CONFLICT)
    message = post(space, entity, text, key=key, now=now, run=run)
    _deliver(message, space, entity, now)
    return message


def post(
    space: SmartSpace,
    entity: Entity,
    text: str,
    *,
    key: str,
    now: datetime,
    run: Run | None = None,
    metadata: dict[str, Any] | None = None,
) -> SmartSpaceMessage:
    """Put the next message into SPACE, which is locked; agents are not told of it."""
    SmartSpace.objects.filter(pk=space.pk).update(last_seq=F("last_seq") + 1, updated_at=now)
    is_agent = entity.type == EntityType.AGENT
    message = SmartSpaceMessage.objects.create(
        smart_space=space,
        entity=entity,
        role=SpaceRole.ASSISTANT if is_agent else SpaceRole.USER,
        content=text,
        metadata=metadata,
        seq=space.last_seq + 1,
        run=run,
        idempotency_key=key,
        created_at=now,
    )
    body = {"spaceId": str(space.pk), "messageId": str(message.pk), "seq": message.seq}
    OutboxMessage.objects.create(topic=TOPIC, key=str(message.pk), body=body, created_at=now)
    return message


def _deliver(message: SmartSpaceMessage, space: SmartSpace, sender: Entity, now: datetime) -> None:
    """Put MESSAGE into the inboxes of the other agents in SPACE."""
    others = SmartSpaceMembership.objects.filter(
        smart_space=space, entity__type=EntityType.AGENT
    ).exclude(entity=sender)
    by_agent = sender.type == EntityType.AGENT
    held = guarding.hold(message, now=now)
    for entity_id in others.order_by("entity_id").values_list("entity_id", flat=True):
        inbox.put(
            entity_id=entity_id,
            event_id=str(message.pk),
            event_type=EventType.SPACE_MESSAGE,
            data=_envelope(message, space, sender),
            now=now,
            priority=Priority.AGENT if by_agent else Priority.PERSON,
            available_at=held.until,
            held_reason=held.reason,
        )


def _envelope(message: SmartSpaceMessage, space: SmartSpace, sender: Entity) -> dict[str, Any]:
    return {
        "spaceId": str(space.pk),
        "spaceName": space.name or "",
        "messageId": str(message.pk),
        "senderEntityId": str(sender.pk),
        "senderName": sender.display_name or "",
        "senderType": sender.type,
        "content": message.content,
    }
