"""A provider's answer as a reply, whatever a model put into it."""

from __future__ import annotations

import json
from typing import Any

from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart

from agents.living import messages
from agents.living.providers import Call, Message, ProviderFailed, Reply, Usage, history
from devcraft import strict_json
from devcraft.strict_json import BadJson

MOST_ARGUMENTS = 256 * 1024
TOO_LARGE = f"The arguments are larger than {MOST_ARGUMENTS // 1024} KB; nothing was done."
BROKEN_OFF = "The answer broke off before its end; nothing of it is kept."
NOT_ALLOWED = "Calls are switched off by loop.toolChoice; nothing was done."


def reply(response: ModelResponse, told: list[Message], *, asked: str, tool_choice: str) -> Reply:
    """RESPONSE to TOLD for the journal. Raises ProviderFailed when it broke off."""
    if response.finish_reason is None:
        raise ProviderFailed("network", BROKEN_OFF)
    text = "".join(part.content for part in response.parts if isinstance(part, TextPart))
    found = [part for part in response.parts if isinstance(part, ToolCallPart)]
    return Reply(
        text,
        tuple(_call(part, allowed=tool_choice != "none") for part in found),
        _usage(response) or _estimated(told, text, found),
        response.finish_reason,
        response.model_name or asked,
        history.native_of(response, asked=asked),
    )


def _call(part: ToolCallPart, *, allowed: bool) -> Call:
    written = part.args if isinstance(part.args, str) else json.dumps(part.args or {})
    if not allowed:
        return Call(part.tool_call_id, part.tool_name, {}, NOT_ALLOWED)
    if len(written) > MOST_ARGUMENTS:
        return Call(part.tool_call_id, part.tool_name, {}, TOO_LARGE)
    args, fault = _read(written)
    return Call(part.tool_call_id, part.tool_name, args, fault)


def _read(written: str) -> tuple[Any, str]:
    """The arguments WRITTEN, and what is wrong with them."""
    try:
        return strict_json.parse(written or "{}"), ""
    except BadJson as error:
        return {history.UNREADABLE: written[:2_000]}, f"The arguments cannot be read: {error}."


def _usage(response: ModelResponse) -> Usage | None:
    used = response.usage
    if not used.has_values():
        return None
    return Usage(
        used.input_tokens,
        used.output_tokens,
        used.cache_read_tokens,
        used.cache_write_tokens,
        used.output_reasoning_tokens,
    )


def _estimated(told: list[Message], text: str, calls: list[ToolCallPart]) -> Usage:
    asked = [{"id": call.tool_call_id, "name": call.tool_name, "args": call.args} for call in calls]
    said = messages.tokens([messages.assistant(text, asked)])
    return Usage(messages.tokens(told), said, is_estimated=True)
