"""Anthropic's messages, streamed: https://docs.anthropic.com/en/api/messages-streaming."""

from __future__ import annotations

import json

STOPS = {"length": "max_tokens"}


def events(said, request):
    for kind, body in _events(said, request):
        yield f"event: {kind}\ndata: {json.dumps({'type': kind, **body})}\n\n".encode()


def _events(said, request):
    yield "message_start", {"message": _message(said, request)}
    for index, (opened, deltas) in enumerate(_blocks(said)):
        yield "content_block_start", {"index": index, "content_block": opened}
        for delta in deltas:
            yield "content_block_delta", {"index": index, "delta": delta}
        yield "content_block_stop", {"index": index}
    stop = STOPS.get(said.finish, "tool_use" if said.calls else "end_turn")
    yield (
        "message_delta",
        {
            "delta": {"stop_reason": stop, "stop_sequence": None},
            "usage": {"output_tokens": said.completion},
        },
    )
    yield "message_stop", {}


def _blocks(said):
    if said.thought:
        deltas = [
            {"type": "thinking_delta", "thinking": piece} for piece in said.pieces(said.thought)
        ]
        signed = {"type": "signature_delta", "signature": f"signed:{said.thought}"}
        yield {"type": "thinking", "thinking": "", "signature": ""}, [*deltas, signed]
    if said.text:
        yield (
            {"type": "text", "text": ""},
            [{"type": "text_delta", "text": piece} for piece in said.pieces(said.text)],
        )
    for call_id, name, arguments in said.calls:
        yield (
            {"type": "tool_use", "id": call_id, "name": name, "input": {}},
            [
                {"type": "input_json_delta", "partial_json": piece}
                for piece in said.pieces(arguments)
            ],
        )


def _message(said, request):
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": request["model"],
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {
            "input_tokens": said.prompt - said.cached - said.written,
            "cache_read_input_tokens": said.cached,
            "cache_creation_input_tokens": said.written,
            "output_tokens": 1,
        },
    }
