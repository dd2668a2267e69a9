"""Role-shaped messages as a consciousness holds them. Pure.

A user message tells the inbox of a cycle; an assistant message holds text and tool-call
parts; a tool message answers every call of the assistant message before it. The system
prompt is none of them.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from agents.living.providers import Message

PER_MESSAGE = 20
LETTERS_PER_TOKEN = 4
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def user(text: str) -> Message:
    return {"role": "user", "content": text}


def assistant(text: str, calls: list[dict[str, Any]]) -> Message:
    """What a model said and asked for; CALLS have id, name and args."""
    spoken = [{"type": "text", "text": text}] if text else []
    asked = [
        {
            "type": "tool-call",
            "toolCallId": call["id"],
            "toolName": call["name"],
            "input": call["args"],
        }
        for call in calls
    ]
    return {"role": "assistant", "content": [*spoken, *asked]}


def results(answered: list[dict[str, Any]]) -> Message:
    """The answers to one assistant message's calls; each has id, name and output."""
    return {
        "role": "tool",
        "content": [
            {
                "type": "tool-result",
                "toolCallId": answer["id"],
                "toolName": answer["name"],
                "output": answer["output"],
            }
            for answer in answered
        ],
    }


def text_of(message: Message) -> str:
    """The words of MESSAGE without its calls."""
    content = message["content"]
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content if part["type"] == "text")


def tokens(messages: list[Message]) -> int:
    """About how many tokens MESSAGES come to, tool traffic included."""
    letters = sum(PER_MESSAGE + _letters(message["content"]) for message in messages)
    return math.ceil(letters / LETTERS_PER_TOKEN)


def _letters(content: Any) -> int:
    if isinstance(content, str):
        return len(content)
    return sum(_letters_of_part(part) for part in content)


def _letters_of_part(part: dict[str, Any]) -> int:
    if part["type"] == "text":
        return len(part["text"])
    carried = part["input"] if part["type"] == "tool-call" else part["output"]
    return len(part["toolName"]) + len(json.dumps(carried, ensure_ascii=False))


def storable(value: Any) -> Any:
    """VALUE, which a model made, without the characters that no database takes."""
    if isinstance(value, str):
        return UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {storable(str(key)): storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
