"""OpenAI's Responses, streamed: https://platform.openai.com/docs/api-reference/responses-streaming."""

from __future__ import annotations

import json


def events(said, request):
    numbered = enumerate(_events(said, request))
    for number, (kind, body) in numbered:
        event = {"type": kind, "sequence_number": number, **body}
        yield f"event: {kind}\ndata: {json.dumps(event)}\n\n".encode()


def _events(said, request):
    items = []
    yield "response.created", {"response": _response(request, "in_progress", [])}
    if said.thought:
        yield from _thought(said, len(items))
        items.append(_reasoning(said))
    if said.text:
        yield from _text(said, len(items))
        items.append(_message(said.text))
    for call in said.calls:
        yield from _call(said, call, len(items))
        items.append(_function_call(call, call[2], len(items)))
    if said.finish:
        whole = _response(request, "incomplete", items, usage=_usage(said))
        yield (
            "response.incomplete",
            {"response": whole | {"incomplete_details": {"reason": said.finish}}},
        )
    else:
        whole = _response(request, "completed", items, usage=_usage(said))
        yield "response.completed", {"response": whole}


def _thought(said, place):
    item = _reasoning(said)
    at = {"output_index": place, "item_id": item["id"], "summary_index": 0}
    yield (
        "response.output_item.added",
        {"output_index": place, "item": item | {"summary": [], "encrypted_content": ""}},
    )
    part = {"type": "summary_text", "text": ""}
    yield "response.reasoning_summary_part.added", at | {"part": part}
    for piece in said.pieces(said.thought):
        yield "response.reasoning_summary_text.delta", at | {"delta": piece}
    yield "response.reasoning_summary_text.done", at | {"text": said.thought}
    yield "response.output_item.done", {"output_index": place, "item": item}


def _text(said, place):
    item = _message(said.text)
    at = {"output_index": place, "item_id": item["id"], "content_index": 0}
    opened = item | {"content": [], "status": "in_progress"}
    yield "response.output_item.added", {"output_index": place, "item": opened}
    part = {"type": "output_text", "text": "", "annotations": []}
    yield "response.content_part.added", at | {"part": part}
    for piece in said.pieces(said.text):
        yield "response.output_text.delta", at | {"delta": piece, "logprobs": []}
    yield "response.output_text.done", at | {"text": said.text, "logprobs": []}
    yield "response.content_part.done", at | {"part": part | {"text": said.text}}
    yield "response.output_item.done", {"output_index": place, "item": item}


def _call(said, call, place):
    item = _function_call(call, call[2], place)
    at = {"output_index": place, "item_id": item["id"]}
    opened = _function_call(call, "", place) | {"status": "in_progress"}
    yield "response.output_item.added", {"output_index": place, "item": opened}
    for piece in said.pieces(call[2]):
        yield "response.function_call_arguments.delta", at | {"delta": piece}
    yield "response.function_call_arguments.done", at | {"arguments": call[2], "name": call[1]}
    yield "response.output_item.done", {"output_index": place, "item": item}


def _reasoning(said):
    return {
        "id": "rs_1",
        "type": "reasoning",
        "summary": [{"type": "summary_text", "text": said.thought}],
        "encrypted_content": f"sealed:{said.thought}",
    }


def _message(text):
    content = [{"type": "output_text", "text": text, "annotations": [], "logprobs": []}]
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": content,
    }


def _function_call(call, arguments, place):
    call_id, name, _ = call
    return {
        "id": f"fc_{place}",
        "type": "function_call",
        "call_id": call_id,
        "name": name,
        "arguments": arguments,
        "status": "completed",
    }


def _usage(said):
    return {
        "input_tokens": said.prompt,
        "input_tokens_details": {"cached_tokens": said.cached, "cache_write_tokens": said.written},
        "output_tokens": said.completion,
        "output_tokens_details": {"reasoning_tokens": said.reasoning},
        "total_tokens": said.prompt + said.completion,
    }


def _response(request, status, output, usage=None):
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1763449200,
        "status": status,
        "model": f"{request['model']}-2024-08-06",
        "output": output,
        "usage": usage,
        "error": None,
        "incomplete_details": None,
        "parallel_tool_calls": True,
        "tool_choice": request.get("tool_choice", "auto"),
        "tools": request.get("tools", []),
        "instructions": None,
        "metadata": {},
        "temperature": 1.0,
        "top_p": 1.0,
    }
