"""Role-shaped messages as a consciousness holds them. Pure.

A user message tells the inbox of a cycle; an assistant message holds text and tool-call
parts; a tool message answers every call of the assistant message before it. The system
prompt is none of them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from agents.living import estimating
from agents.living.providers import Message

CALL, RESULT = "tool-call", "tool-result"
PER_MESSAGE = 5
"""Tokens around each message, for its role."""


def user(text: str) -> Message:
    return {"role": "user", "content": text}


def aside(text: str) -> Message:
    """A user message that is only sent: it begins no cycle and is part of no history."""
    return user(text) | {"aside": True}


def assistant(text: str, calls: Sequence[dict[str, Any]] = ()) -> Message:
    """What a model said and asked for; CALLS have id, name and args."""
    spoken = [{"type": "text", "text": text}] if text else []
    asked = [
        {
            "type": CALL,
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
                "type": RESULT,
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
    return math.ceil(sum(PER_MESSAGE + _tokens(message["content"]) for message in messages))


def _tokens(content: Any) -> float:
    if isinstance(content, str):
        return estimating.tokens(content)
    return sum(_tokens_of_part(part) for part in content)


def _tokens_of_part(part: dict[str, Any]) -> float:
    if part["type"] == "text":
        return estimating.tokens(part["text"])
    return estimating.tokens(part["toolName"]) + estimating.tokens(written(carried(part)))


def carried(part: dict[str, Any]) -> Any:
    """What a call was given, or what it answered."""
    return part["input"] if part["type"] == CALL else part["output"]


def written(value: Any) -> str:
    """VALUE as the JSON that a model reads."""
    return json.dumps(value, ensure_ascii=False)
