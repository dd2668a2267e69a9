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
PREVIEWED = 50


def inbox(events: list[InboxEvent], *, now: datetime) -> str:
    """One text for all EVENTS of a cycle, oldest of the most urgent first."""
    count = f"{len(events)} event{'' if len(events) == 1 else 's'}"
    head = f"INBOX ({count}, now={now.isoformat(timespec='seconds')}):"
    return "\n".join([head, *(_line(event, now) for event in events)])


def _line(event: InboxEvent, now: datetime) -> str:
    data = event.data
    match event.event_type:
        case EventType.SPACE_MESSAGE:
            return "\n".join([_message(data, ago(event.created_at, now)), *_context(data)])
        case EventType.PLAN:
            return f"[Plan: {quoted(data['planName'])}] {quoted(data.get('instruction') or '')}"
        case EventType.SERVICE:
            return f"[Service: {quoted(data['serviceName'])}] {quoted(data.get('payload'))}"
        case EventType.TOOL_RESULT:
            name, call = quoted(data["toolName"]), quoted(data["toolCallId"])
            return f"[Tool Result: {name}] (callId: {call}) {quoted(data.get('result'))}"
        case EventType.HEARTBEAT if "wokenBy" in data:
            return f"[Heartbeat] {quoted(data['wokenBy'])} asks you to look around now."
        case EventType.HEARTBEAT if "stoppedBy" in data:
            spent = quoted(data["stoppedBy"])
            return f"[Heartbeat] You were stopped when this was spent: {spent}. Now you may go on."
        case _:
            return "[Heartbeat] Nothing woke you but the time."


def preview(events: list[InboxEvent], *, count: int, passed: int, now: datetime) -> str:
    """The first EVENTS of COUNT that wait, PASSED seconds into a cycle."""
    noun = "event waits" if count == 1 else "events wait"
    head = f"now={now.isoformat(timespec='seconds')}, {passed} s into this cycle: {count} {noun}"
    return "\n".join([f"{head}; peek_inbox takes them into it.", *map(_glimpse, events)])


def _glimpse(event: InboxEvent) -> str:
    data = event.data
    match event.event_type:
        case EventType.SPACE_MESSAGE:
            said = data["content"]
            cut = said if len(said) <= PREVIEWED else f"{said[:PREVIEWED]}…"
            sender = f"{quoted(data['senderName'])} ({data['senderType']})"
            return f"- [{quoted(data['spaceName'])}] {sender}: {quoted(cut)}"
        case EventType.PLAN:
            return f"- [Plan: {quoted(data['planName'])}]"
        case EventType.SERVICE:
            return f"- [Service: {quoted(data['serviceName'])}]"
        case EventType.TOOL_RESULT:
            return f"- [Tool Result: {quoted(data['toolName'])}]"
        case _:
            return "- [Heartbeat]"


def _context(data: dict[str, Any]) -> list[str]:
    """What was said in the space before, indented."""
    lines = [
        f"    {quoted(said['senderName'])} ({said['senderType']}): {quoted(said['content'])}"
        for said in data.get("recentContext", [])
    ]
    return ["  said there before:", *lines] if lines else []


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


def clipped(text: str, most: int) -> str:
    """TEXT, or its first MOST characters and how many were left out."""
    left_out = len(text) - most
    return f"{text[:most]} … ({left_out:,} more characters)" if left_out > 0 else text


def ago(then: datetime, now: datetime) -> str:
    """How long THEN is past at NOW, such as 5m ago."""
    passed = now - then
    if passed < JUST_NOW:
        return "just now"
    seconds = int(passed.total_seconds())
    size, unit = next((size, unit) for size, unit in UNITS if seconds >= size)
    return f"{seconds // size}{unit} ago"
