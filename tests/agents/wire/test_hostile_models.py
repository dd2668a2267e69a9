"""Models that write nonsense: it comes back to them as data, and nothing breaks."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.living import pairing
from agents.living.providers import answers
from agents.models import ToolCall
from tests.agents.living.thinking import held, said, think, write
from tests.agents.wire.answers import Said
from tests.agents.wire.speaking import PROTOCOLS, agent_on, asked, calling, results

pytestmark = pytest.mark.django_db
LARGE = json.dumps({"text": "x" * 5_000_000})
NONSENSE = [
    ("send_message", '{"text": "Hi"', "cannot be read"),
    ("send_message", "{'text': 'Hi'}", "cannot be read"),
    ("send_message", '{"text": NaN}', "cannot be read"),
    ("send_message", '{"text": "a", "text": "b"}', "cannot be read"),
    ("send_message", "[" * 5_000, "cannot be read"),
    ("send_message", "[]", "is wrong"),
    ("send_message", '{"text": 7}', "is wrong"),
    ("send_message", '{"text": "Hi", "extra": 1}', "is wrong"),
    ("send_message", LARGE, "larger than 256 KB"),
    ("no_such_tool", "{}", "does not exist"),
    ("drop table; --\u00e9", "{}", "does not exist"),
    ("x" * 10_000, "{}", "does not exist"),
]


@pytest.mark.parametrize("protocol", ["responses", "chat", "anthropic"])
def test_nonsense_is_refused_and_the_model_told(server, protocol):
    agent = agent_on(protocol)
    write(agent)
    calls = [
        Said(calls=((f"c{n}", name, a),), piece=50_000) for n, (name, a, _) in enumerate(NONSENSE)
    ]
    server.script = [*calls, calling("send_message", "ok", text="Hi"), Said("Done.")]

    assert think(agent) == "saved"

    refused = list(ToolCall.objects.filter(state="refused").order_by("number"))
    assert len(refused) == len(NONSENSE)
    for call, (_, _, words) in zip(refused, NONSENSE, strict=True):
        assert words in call.error
        assert len(json.dumps(call.args)) < 6_000
    assert len(results(server.last)) == len(NONSENSE) + 1
    assert said(agent) == ["Hi"]
    assert pairing.fault(held(agent).messages) == ""


@pytest.mark.parametrize("protocol", ["responses", "chat", "anthropic"])
def test_ids_that_repeat_are_told_apart(server, protocol):
    agent = agent_on(protocol)
    write(agent)
    twice = tuple(("same", "send_message", json.dumps({"text": text})) for text in ("One.", "Two."))
    server.script = [
        Said(calls=twice),
        calling("send_message", "same", text="Three."),
        Said("Done."),
    ]

    assert think(agent) == "saved"

    assert said(agent) == ["One.", "Two.", "Three."]
    assert len(results(server.last)) == 3


def test_a_model_that_only_ever_calls_is_stopped(server):
    agent = agent_on("chat")
    agent.config_json["loop"] = {"maxSteps": 3}
    agent.save()
    write(agent)
    server.script = [calling("no_such_tool") for _ in range(9)]

    assert think(agent) == "saved"
    assert len(server.asked) == 3


def test_a_model_that_says_nothing_ends_its_cycle(server):
    agent = agent_on("chat")
    write(agent)
    server.script = [Said("")]

    assert think(agent) == "saved"
    assert held(agent).cycle_count == 0


@given(
    st.lists(
        st.tuples(st.text(max_size=8), st.text(min_size=1, max_size=8), st.text(max_size=12)),
        max_size=3,
    ),
    st.text(max_size=12),
    st.sampled_from(sorted(PROTOCOLS)),
)
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_whatever_a_model_writes_is_a_reply(server, calls, text, protocol):
    writable = [tuple(part.encode("utf-8", "replace").decode() for part in call) for call in calls]
    server.script = [Said(text.encode("utf-8", "replace").decode() or "x", tuple(writable))]

    reply = asked(protocol)

    assert len(reply.calls) == len(calls)
    assert all(call.fault or not isinstance(call.args, str) for call in reply.calls)
    assert max((len(json.dumps(c.args)) for c in reply.calls), default=0) < answers.MOST_ARGUMENTS


def test_an_endless_answer_does_not_fill_every_later_question(server):
    """100,000 tokens said at once are kept, billed, and sent shortened from then on."""
    agent = agent_on("chat")
    agent.config_json["consciousness"] = {"maxTokens": 20_000}
    agent.save()
    write(agent)
    server.script = [Said("word " * 100_000, piece=50_000, completion=100_000), Said("Again.")]

    think(agent)
    write(agent, "And now?")
    think(agent)

    assert held(agent).cycle_count == 2
    assert len(held(agent).messages[1]["content"][0]["text"]) == 500_000
    assert len(json.dumps(server.last["messages"])) < 100_000
    assert "more letters)" in json.dumps(server.last["messages"])
