"""Whether stored messages are such as every provider takes. Pure."""

from __future__ import annotations

from typing import Any

from agents.living.messages import CALL, RESULT

PARTS = {"assistant": {"text", CALL}, "tool": {RESULT}}
NEEDED: dict[str, dict[str, type]] = {
    "text": {"text": str},
    CALL: {"toolCallId": str, "toolName": str, "input": object},
    RESULT: {"toolCallId": str, "toolName": str, "output": object},
}


def fault(messages: Any) -> str:
    """What is wrong with MESSAGES in one sentence, or nothing."""
    if not isinstance(messages, list):
        return "The messages are no list."
    open_calls: list[str] = []
    for number, message in enumerate(messages):
        wrong = _shape(message) or _turn(message, open_calls)
        if wrong:
            return f"Message {number} {wrong}."
        open_calls = _ids(message, CALL)
    return "The last message asks for calls that have no result." if open_calls else ""


def _shape(message: Any) -> str:
    if not isinstance(message, dict) or message.get("role") not in ("user", "assistant", "tool"):
        return "is of no known role"
    content = message.get("content")
    if message["role"] == "user":
        return "" if isinstance(content, str) else "holds no text"
    if not isinstance(content, list) or not content:
        return "holds no parts"
    known = PARTS[message["role"]]
    return "" if all(_is_part(part, known) for part in content) else "holds a part of no known kind"


def _is_part(part: Any, known: set[str]) -> bool:
    if not isinstance(part, dict) or part.get("type") not in known:
        return False
    needed = NEEDED[part["type"]]
    return all(name in part and isinstance(part[name], kind) for name, kind in needed.items())


def _turn(message: dict[str, Any], open_calls: list[str]) -> str:
    """What MESSAGE does wrong after a message with OPEN_CALLS."""
    if message["role"] == "tool":
        given = _ids(message, RESULT)
        return "" if given == open_calls else "answers other calls than were asked for"
    if open_calls:
        return "comes before the results of calls"
    asked = _ids(message, CALL)
    return "asks for one call twice" if len(set(asked)) < len(asked) else ""


def _ids(message: dict[str, Any], kind: str) -> list[str]:
    content = message["content"]
    if isinstance(content, str):
        return []
    return [part["toolCallId"] for part in content if part["type"] == kind]
