"""What woke an agent, in a few words. Pure."""

from __future__ import annotations

from typing import Any

from agents.models import EventType, InboxEvent

MOST = 160
NAMED = {
    EventType.PLAN.value: "planName",
    EventType.SERVICE.value: "serviceName",
    EventType.TOOL_RESULT.value: "toolName",
    EventType.HEARTBEAT.value: "wokenBy",
}


def told(event: InboxEvent) -> str:
    """What EVENT says; empty when it says nothing but its kind."""
    data: Any = event.data if isinstance(event.data, dict) else {}
    if event.event_type != EventType.SPACE_MESSAGE:
        return _text(data.get(NAMED[event.event_type]))
    said = _text(data.get("content"))
    cut = f"{said[:MOST]}…" if len(said) > MOST else said
    return f"{_text(data.get('senderName')) or 'Somebody'}: “{cut}”"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
