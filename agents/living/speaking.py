"""Messages in spaces: numbered, said once per key, and told to every other agent there."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from agents.living import inbox
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
from runtime_memory.refusing import Kind, Refused

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
    said = SmartSpaceMessage.objects.filter(idempotency_key=key).first() if key else None
    if said is not None:
        return said
    SmartSpace.objects.filter(pk=space_id).update(last_seq=F("last_seq") + 1)
    is_agent = entity.type == EntityType.AGENT
    message = SmartSpaceMessage.objects.create(
        smart_space=space,
        entity=entity,
        role=SpaceRole.ASSISTANT if is_agent else SpaceRole.USER,
        content=text,
        seq=space.last_seq + 1,
        run=run,
        idempotency_key=key,
        created_at=now,
    )
    _tell(message, space, entity, now)
    return message


def _tell(message: SmartSpaceMessage, space: SmartSpace, sender: Entity, now: datetime) -> None:
    """Deliver MESSAGE to the agents in SPACE and to whoever looks at it."""
    others = SmartSpaceMembership.objects.filter(
        smart_space=space, entity__type=EntityType.AGENT
    ).exclude(entity=sender)
    by_agent = sender.type == EntityType.AGENT
    for entity_id in others.order_by("entity_id").values_list("entity_id", flat=True):
        inbox.put(
            entity_id=entity_id,
            event_id=str(message.pk),
            event_type=EventType.SPACE_MESSAGE,
            data=_envelope(message, space, sender),
            now=now,
            priority=Priority.AGENT if by_agent else Priority.PERSON,
        )
    body = {"spaceId": str(space.pk), "messageId": str(message.pk), "seq": message.seq}
    OutboxMessage.objects.create(topic=TOPIC, key=str(message.pk), body=body, created_at=now)


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
