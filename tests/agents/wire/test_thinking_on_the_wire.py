"""The think cycle against a server that speaks what OpenAI and Anthropic speak."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from agents.living import pairing
from agents.models import UsageEvent
from agents.usage import verifying
from tests.agents.living.thinking import held, run_of, said, states, think, write
from tests.agents.wire.answers import Said
from tests.agents.wire.speaking import PROTOCOLS, agent_on, calling, results

pytestmark = pytest.mark.django_db
ANY = pytest.mark.parametrize("protocol", PROTOCOLS)


@ANY
def test_a_message_is_answered_and_what_came_of_it_is_told(server, protocol):
    agent = agent_on(protocol)
    write(agent, "Is it late?")
    server.script = [calling("send_message", text="It is noon."), Said("Answered Ada.")]

    assert think(agent) == "saved"

    assert said(agent) == ["It is noon."]
    assert states(agent) == ["processed"]
    assert pairing.fault(held(agent).messages) == ""
    first, second = (asked.body for asked in server.asked)
    assert (first["stream"], "Is it late?" in json.dumps(first)) == (True, True)
    (outcome,) = results(second).values()
    assert json.loads(outcome)["success"] is True


@ANY
def test_a_later_cycle_is_told_the_earlier_one(server, protocol):
    agent = agent_on(protocol)
    server.script = [
        calling("send_message", text="One."),
        Said("Noted."),
        calling("send_message", text="Two."),
        Said("Noted."),
    ]
    for words in ("First", "Second"):
        write(agent, words)
        assert think(agent) == "saved"

    told = results(server.last)

    assert len(told) == 2
    assert said(agent) == ["One.", "Two."]


@ANY
def test_several_calls_of_one_answer_are_all_carried_out(server, protocol):
    agent = agent_on(protocol)
    write(agent)
    texts = [("a", "One."), ("b", "Two.")]
    calls = tuple((key, "send_message", json.dumps({"text": text})) for key, text in texts)
    server.script = [Said("Both.", calls), Said("Done.")]

    think(agent)

    assert said(agent) == ["One.", "Two."]
    assert len(results(server.last)) == 2


@pytest.mark.parametrize(
    ("protocol", "written"), [("responses", 0), ("chat", 0), ("anthropic", 10)]
)
def test_what_an_answer_used_is_billed_part_by_part(server, protocol, written):
    agent = agent_on(protocol)
    write(agent)
    server.script = [
        Said("Hm.", prompt=1_000, cached=400, written=written, completion=50, reasoning=20)
    ]

    think(agent)

    run, event = run_of(agent), UsageEvent.objects.get()
    assert (run.prompt_tokens, run.completion_tokens) == (1_000, 50)
    assert event.cache_read_tokens == 400
    assert event.cache_write_5m_tokens == written
    assert event.input_tokens == 600 - written
    assert (event.output_tokens, event.provider) == (50, PROTOCOLS[protocol]["provider"])
    assert (event.cost_source, event.price is None, event.flags) == ("book", False, "")
    assert event.run_id == run.pk
    assert list(verifying.differences(agent.owner)) == []


def test_the_price_is_the_one_of_the_model_that_answered(server):
    agent = agent_on("chat")
    write(agent)
    server.script = [Said("Hm.", prompt=1_000_000, cached=0, completion=1_000_000)]

    think(agent)

    event = UsageEvent.objects.get()
    assert event.model == "gpt-4o-2024-08-06"
    assert Decimal(event.cost_pico) / 10**12 == Decimal("12.5")


def test_reasoning_tokens_are_kept_apart(server):
    agent = agent_on("responses", name="o3")
    write(agent)
    server.script = [Said("Hm.", completion=50, reasoning=20)]

    think(agent)

    event = UsageEvent.objects.get()
    assert (event.output_tokens, event.reasoning_tokens) == (50, 20)


def test_what_a_provider_does_not_count_is_estimated_and_marked(server):
    agent = agent_on("compatible")
    write(agent, "x" * 4_000)
    server.script = [Said("Hm.", prompt=0, completion=0)]

    think(agent)

    event = UsageEvent.objects.get()
    assert event.input_tokens > 1_000
    assert (event.flags, event.cost_source) == ("estimated", "unknown")


def test_the_token_limit_counts_what_was_read_from_a_cache(server):
    agent = agent_on("anthropic")
    agent.config_json["loop"] = {"maxTokensPerCycle": 1_000}
    agent.save()
    write(agent)
    server.script = [
        Said(calls=calling("send_message", text="Hi").calls, prompt=990, cached=980, completion=20)
    ]

    think(agent)

    assert run_of(agent).stop_reason == "max_tokens"


@pytest.mark.parametrize(
    ("protocol", "name", "mark"),
    [
        ("responses", "o3", '"encrypted_content": "sealed:Let me see."'),
        ("anthropic", "claude-sonnet-4-6", '"signature": "signed:Let me see."'),
    ],
)
def test_what_a_provider_sealed_goes_back_within_the_cycle_alone(server, protocol, name, mark):
    agent = agent_on(protocol, name=name, reasoning={"enabled": True})
    speak = calling("send_message", text="Hi").calls
    server.script = [Said(calls=speak, thought="Let me see."), Said("Done."), Said("Again.")]
    write(agent)
    think(agent)
    write(agent)
    think(agent)

    sent = [json.dumps(asked.body) for asked in server.asked]

    assert [mark in body for body in sent] == [False, True, False]
    assert "Let me see." not in json.dumps(held(agent).messages)
