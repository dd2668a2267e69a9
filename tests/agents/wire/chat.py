"""OpenAI's chat completions, streamed: https://platform.openai.com/docs/api-reference/chat-streaming."""

from __future__ import annotations

import json


def events(said, request):
    """The events of one answer, each as its bytes."""
    deltas = [{"role": "assistant", "content": ""}]
    deltas += [{"content": piece} for piece in said.pieces(said.text) if piece]
    for index, (call_id, name, arguments) in enumerate(said.calls):
        opened = {"type": "function", "function": {"name": name, "arguments": ""}}
        deltas.append({"tool_calls": [{"index": index, "id": call_id, **opened}]})
        deltas += [
            {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}
            for piece in said.pieces(arguments)
        ]
    finish = said.finish or ("tool_calls" if said.calls else "stop")
    choices = [({"index": 0, "delta": delta, "finish_reason": None},) for delta in deltas]
    choices.append(({"index": 0, "delta": {}, "finish_reason": finish},))
    for choice in choices:
        yield _line(_chunk(request, list(choice)))
    if request.get("stream_options", {}).get("include_usage"):
        yield _line(_chunk(request, [], usage=_usage(said)))
    yield b"data: [DONE]\n\n"


def _usage(said):
    return {
        "prompt_tokens": said.prompt,
        "completion_tokens": said.completion,
        "total_tokens": said.prompt + said.completion,
        "prompt_tokens_details": {"cached_tokens": said.cached},
        "completion_tokens_details": {"reasoning_tokens": said.reasoning},
    }


def _chunk(request, choices, usage=None):
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1763449200,
        "model": f"{request['model']}-2024-08-06",
        "choices": choices,
        "usage": usage,
    }


def _line(chunk):
    return f"data: {json.dumps(chunk)}\n\n".encode()
