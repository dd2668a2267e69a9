"""Whatever a cycle keeps can be sent: every call has its result, every id is its own."""

from __future__ import annotations

import asyncio
import json
import re
from itertools import chain, pairwise

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_ai.messages import ModelRequest, ModelResponse, ToolCallPart, ToolReturnPart

from agents.living import messages, pairing
from agents.living.config.thinking import Model
from agents.living.providers import history, models
from agents.living.providers.endpoints import Endpoint

NAMES = st.text(min_size=1, max_size=80) | st.sampled_from(["send_message", "done"])
IDS = st.sampled_from(["a", "b", "call_0_0", "c" * 90, "ä", " ", "x|y"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
CALLS = st.lists(
    st.fixed_dictionaries({"id": IDS, "name": NAMES, "args": VALUES}),
    max_size=3,
    unique_by=lambda call: call["id"],
)


@st.composite
def turns(draw):
    """One cycle as it is kept: an inbox, then answers with what came of their calls."""
    found = [messages.user(draw(st.text(min_size=1, max_size=9)))]
    for calls in draw(st.lists(CALLS, max_size=3)):
        text = draw(st.sampled_from(["", " ", "Hm."]))
        if text or calls:
            found.append(messages.assistant(text, calls))
        if calls:
            outputs = [{**call, "output": draw(VALUES)} for call in calls]
            found.append(messages.results(outputs))
    return found


HELD = st.lists(turns(), min_size=1, max_size=4).map(lambda cycles: list(chain(*cycles)))


@given(HELD)
def test_no_call_loses_its_result_and_no_id_is_used_twice(held):
    assert pairing.fault(held) == ""

    found = history.converted(held, asked="gpt-4o")

    asked = [p for m in found for p in m.parts if isinstance(p, ToolCallPart)]
    answered = [p for m in found for p in m.parts if isinstance(p, ToolReturnPart)]
    assert [p.tool_call_id for p in asked] == [p.tool_call_id for p in answered]
    assert [p.tool_name for p in asked] == [p.tool_name for p in answered]
    assert len({p.tool_call_id for p in asked}) == len(asked)
    assert sum(len(m["content"]) for m in held if m["role"] == "tool") == len(answered)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", p.tool_name) for p in asked)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", p.tool_call_id) for p in asked)


@given(HELD)
def test_roles_take_turns_and_results_follow_at_once(held):
    found = history.converted(held, asked="gpt-4o")

    assert all(type(one) is not type(two) for one, two in pairwise(found))
    for said, told in pairwise(found):
        if isinstance(said, ModelResponse):
            calls = [p.tool_call_id for p in said.parts if isinstance(p, ToolCallPart)]
            assert isinstance(told, ModelRequest)
            assert [p.tool_call_id for p in told.parts[: len(calls)] if calls] == calls


@given(HELD)
def test_arguments_and_outcomes_come_through_unchanged(held):
    found = history.converted(held, asked="gpt-4o")

    inputs = [
        p["input"] for m in held if m["role"] == "assistant" for p in m["content"] if "input" in p
    ]
    outputs = [p["output"] for m in held if m["role"] == "tool" for p in m["content"]]
    parts = [part for message in found for part in message.parts]
    args = [p.args for p in parts if isinstance(p, ToolCallPart)]
    assert args == [i if isinstance(i, dict) else {history.UNREADABLE: i} for i in inputs]
    assert [json.loads(p.content) for p in parts if isinstance(p, ToolReturnPart)] == outputs


SEALED = {"part_kind": "thinking", "content": "", "id": "rs_1", "signature": "s"}
CALL = {"part_kind": "tool-call", "tool_name": "f", "args": "{}", "tool_call_id": "a"}
NATIVE = {
    "asked": "o3",
    "model": "o3",
    "provider": "openai",
    "system": "openai",
    "parts": [
        {
            "part_kind": "thinking",
            "content": "",
            "id": "rs_1",
            "signature": "s",
            "provider_name": "openai",
        },
        {
            "part_kind": "tool-call",
            "tool_name": "f",
            "args": "{}",
            "tool_call_id": "a",
            "id": "fc_1",
            "provider_name": "openai",
        },
    ],
}


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        ({}, ["thinking", "tool-call"]),
        ({"asked": "gpt-4o"}, ["tool-call"]),
        ({"parts": NATIVE["parts"][:1]}, ["tool-call"]),
        ({"parts": "broken"}, ["tool-call"]),
        ({"parts": [{"part_kind": "from a later version"}]}, ["tool-call"]),
    ],
)
def test_sealed_parts_that_no_longer_fit_are_left_out(change, kinds):
    said = messages.assistant("", [{"id": "a", "name": "done", "args": {"x": 1}}])

    (found,) = history.converted([said | {"native": NATIVE | change}], asked="o3")

    assert [part.part_kind for part in found.parts] == kinds
    call = found.parts[-1]
    assert (call.tool_name, call.args, call.tool_call_id) == ("done", {"x": 1}, "a")


@pytest.mark.parametrize(
    ("provider", "api", "kind"),
    [
        ("openai", None, "OpenAIResponsesModel"),
        ("openai", "chat", "OpenAIChatModel"),
        ("openai-compatible", "default", "OpenAIChatModel"),
        ("openai-compatible", "responses", "OpenAIResponsesModel"),
        ("anthropic", None, "AnthropicModel"),
    ],
)
def test_each_provider_has_its_model(provider, api, kind):
    async def made():
        async with httpx2.AsyncClient() as client:
            model = Model.model_validate({"provider": provider, "name": "m", "api": api})
            endpoint = Endpoint(provider, "http://127.0.0.1:1", "k")
            return models.asked_at(endpoint, model, name="m", client=client)

    assert type(asyncio.run(made())).__name__ == kind
