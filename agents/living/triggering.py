"""What another program, or a person in its place, tells an agent: a service event."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import Any

from agents.living import inbox
from agents.models import Agent, EventType, InboxEvent, Priority
from devcraft import strict_json
from devcraft.refusing import Kind, Refused
from devcraft.storable import is_storable, mended
from runtime_memory import canonical

MOST_NAME = 80
MOST_PAYLOAD = 64 * 1024
KEY = re.compile(r"[\x21-\x7e]{1,128}")


def trigger(agent: Agent, *, service: str, payload: Any, key: str, now: datetime) -> InboxEvent:
    """Tell AGENT what SERVICE has to say, once per KEY; the event of the first time.

    Raises Refused.
    """
    told = {"serviceName": _named(service), "payload": _carried(payload)}
    event_id = f"svc:{_keyed(key)}"
    entity = agent.entity
    is_new = inbox.put(
        entity_id=entity.pk,
        event_id=event_id,
        event_type=EventType.SERVICE,
        data=told,
        now=now,
        priority=Priority.SCHEDULED,
    )
    event = InboxEvent.objects.get(agent_entity=entity, event_id=event_id)
    if not is_new and strict_json.canonical(event.data) != strict_json.canonical(told):
        raise Refused("Idempotency-Key", "was used for another call", Kind.CONFLICT)
    return event


def _named(service: object) -> str:
    if not isinstance(service, str) or not service.strip() or len(service) > MOST_NAME:
        raise Refused("serviceName", f"must be text of 1 to {MOST_NAME} characters")
    if not is_storable(service) or not service.isprintable():
        raise Refused("serviceName", "must be on one line, without control characters")
    return service


def _carried(payload: Any) -> Any:
    if mended(payload) != payload:
        raise Refused("payload", "holds a character that cannot be stored")
    canonical.canonical(payload, field="payload")
    if len(strict_json.canonical(payload)) > MOST_PAYLOAD:
        raise Refused("payload", f"may hold {MOST_PAYLOAD // 1024} KB at most", Kind.TOO_LARGE)
    return payload


def _keyed(key: str) -> str:
    """KEY, or one of our own when there is none."""
    if not key:
        return str(uuid.uuid4())
    if not KEY.fullmatch(key):
        raise Refused("Idempotency-Key", "must be 1 to 128 visible ASCII characters")
    return key
