"""How an agent is told what waits in its inbox. Pure.

Whatever people and programs wrote stands in JSON quotes on one line, so that nobody's
words can pass for a line of ours.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from agents.models import EventType, InboxEvent

UNITS = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))
JUST_NOW = timedelta(seconds=10)


def inbox(events: list[InboxEvent], *, now: datetime) -> str:
    """One text for all EVENTS of a cycle, oldest of the most urgent first."""
    count = f"{len(events)} event{'' if len(events) == 1 else 's'}"
    head = f"INBOX ({count}, now={now.isoformat(timespec='seconds')}):"
    return "\n".join([head, *(_line(event, now) for event in events)])


def _line(event: InboxEvent, now: datetime) -> str:
    data = event.data
    match event.event_type:
        case EventType.SPACE_MESSAGE:
            return _message(data, ago(event.created_at, now))
        case EventType.PLAN:
            return f"[Plan: {quoted(data['planName'])}] {quoted(data.get('instruction') or '')}"
        case EventType.SERVICE:
            return f"[Service: {quoted(data['serviceName'])}] {quoted(data.get('payload'))}"
        case EventType.TOOL_RESULT:
            name, call = quoted(data["toolName"]), quoted(data["toolCallId"])
            return f"[Tool Result: {name}] (callId: {call}) {quoted(data.get('result'))}"
        case _:
            return "[Heartbeat] Nothing woke you but the time."


def _message(data: dict[str, Any], when: str) -> str:
    space = f"[{quoted(data['spaceName'])} | spaceId: {data['spaceId']}]"
    sender = f"{quoted(data['senderName'])} ({data['senderType']})"
    return f"{space} {sender} {when}: {quoted(data['content'])}"


def quoted(value: Any) -> str:
    """VALUE as JSON on one line; < and > cannot open or close anything."""
    written = json.dumps(value, ensure_ascii=False)
    for letter in "<>\u2028\u2029\u0085":
        written = written.replace(letter, f"\\u{ord(letter):04x}")
    return written


def ago(then: datetime, now: datetime) -> str:
    """How long THEN is past at NOW, such as 5m ago."""
    passed = now - then
    if passed < JUST_NOW:
        return "just now"
    seconds = int(passed.total_seconds())
    size, unit = next((size, unit) for size, unit in UNITS if seconds >= size)
    return f"{seconds // size}{unit} ago"
