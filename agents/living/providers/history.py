"""Our messages as a provider takes them, with names and ids that every provider takes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelRequestPart,
    ModelResponse,
    ModelResponsePart,
    SystemPromptPart,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)

from agents.living.providers import Message, Native

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")
UNREADABLE = "unreadable"
PARTS: TypeAdapter[list[ModelResponsePart]] = TypeAdapter(list[ModelResponsePart])


def converted(told: list[Message], *, asked: str) -> list[ModelMessage]:
    """TOLD for the model named ASKED; neighbours of one role become one message."""
    ids = _Ids()
    found: list[ModelMessage] = []
    for message in told:
        following = _message(message, ids, asked)
        if following.parts and not (found and _joined(found[-1], following)):
            found.append(following)
    return found


def _joined(last: ModelMessage, following: ModelMessage) -> bool:
    """Add FOLLOWING to LAST when both are of one role; whether they were."""
    match last, following:
        case ModelRequest(), ModelRequest():
            last.parts = [*last.parts, *following.parts]
        case ModelResponse(), ModelResponse():
            last.parts = [*last.parts, *following.parts]
        case _:
            return False
    return True


def _message(message: Message, ids: _Ids, asked: str) -> ModelRequest | ModelResponse:
    content = message["content"]
    match message["role"]:
        case "system":
            return ModelRequest(parts=[SystemPromptPart(content=content)])
        case "user":
            return ModelRequest(parts=[UserPromptPart(content=content)])
        case "tool":
            return ModelRequest(parts=list(_results(content, ids)))
        case _:
            ids.open()
            return _said(message, ids, asked)


class _Ids:
    """Ids of calls that occur once in all that is told."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._now: dict[str, str] = {}

    def open(self) -> None:
        """An assistant message begins; results speak of its calls alone."""
        self._now = {}

    def new(self, given: str) -> str:
        wanted, times = given if ID.fullmatch(given) else _digest(given), 0
        while wanted in self._used:
            times += 1
            wanted = _digest(f"{given} {times}")
        self._used.add(wanted)
        self._now[given] = wanted
        return wanted

    def of(self, given: str) -> str:
        return self._now[given]


def _digest(text: str) -> str:
    return f"call_{hashlib.sha256(text.encode()).hexdigest()[:24]}"


def tool_name(given: str) -> str:
    """GIVEN, which a model may have made up, as a name that providers take back."""
    return NOT_IN_NAMES.sub("_", given)[:64] or "nameless"


def _results(content: list[dict[str, Any]], ids: _Ids) -> Iterator[ModelRequestPart]:
    for part in content:
        yield ToolReturnPart(
            tool_name=tool_name(part["toolName"]),
            content=json.dumps(part["output"], ensure_ascii=False),
            tool_call_id=ids.of(part["toolCallId"]),
        )


def _said(message: Message, ids: _Ids, asked: str) -> ModelResponse:
    parts = [part for p in message["content"] if (part := _part(p, ids)) is not None]
    native = message.get("native") or {}
    if native.get("asked") != asked:
        return ModelResponse(parts=parts)
    calls = [part for part in parts if isinstance(part, ToolCallPart)]
    return ModelResponse(
        parts=_merged(native, calls) or parts,
        model_name=native.get("model"),
        provider_name=native.get("provider"),
        canonical_system=native.get("system"),
    )


def _part(part: dict[str, Any], ids: _Ids) -> TextPart | ToolCallPart | None:
    if part["type"] == "text":
        return TextPart(content=part["text"]) if part["text"].strip() else None
    given = part["input"]
    return ToolCallPart(
        tool_name=tool_name(part["toolName"]),
        args=given if isinstance(given, dict) else {UNREADABLE: given},
        tool_call_id=ids.new(part["toolCallId"]),
    )


def _merged(native: Native, calls: list[ToolCallPart]) -> list[ModelResponsePart]:
    """The provider's own parts with our CALLS in their places; none where they do not fit."""
    try:
        parts = PARTS.validate_python(native.get("parts"))
    except ValidationError:
        return []
    places = [place for place, part in enumerate(parts) if isinstance(part, ToolCallPart)]
    if len(places) != len(calls):
        return []
    for place, call in zip(places, calls, strict=True):
        own = parts[place]
        if isinstance(own, ToolCallPart):
            own.tool_name, own.args, own.tool_call_id = call.tool_name, call.args, call.tool_call_id
    return parts


def native_of(response: ModelResponse, *, asked: str) -> Native | None:
    """What of RESPONSE must come back word for word while its cycle lasts, if anything."""
    plain = [p for p in response.parts if isinstance(p, TextPart | ToolCallPart) and not p.id]
    if len(plain) == len(response.parts):
        return None
    return {
        "asked": asked,
        "model": response.model_name,
        "provider": response.provider_name,
        "system": response.canonical_system,
        "parts": PARTS.dump_python(list(response.parts), mode="json"),
    }
