"""Each cycle as a session in the memory of the agent's owner."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from agents.living import recording
from agents.living.providers import Call, Reply
from agents.models import StopReason
from devcraft import scrubbing
from runtime_memory.models import Session, Turn
from tests.agents.living.thinking import (
    ANSWER,
    awake,
    call_in,
    called,
    rule,
    run_of,
    think,
    with_model,
    write,
)
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db


def turns():
    return [(turn.role, turn.content) for turn in Turn.objects.order_by("turn_index")]


def test_a_cycle_is_a_session_of_its_agents_owner():
    agent = awake(ANSWER, slug="tom")
    write(agent, "Is it late?")

    think(agent)

    session, run = Session.objects.get(), run_of(agent)
    about = json.loads(session.metadata_json)
    assert (session.pk, session.owner) == (str(run.pk), agent.owner)
    assert (session.actor, session.channel, session.status) == ("tom", "space_message", "completed")
    assert (session.started_at, session.ended_at) == (MORNING, MORNING)
    assert (about["stopReason"], about["cycle"], about["profiles"]) == ("end_turn", 1, [])
    assert turns() == [
        ("user", "Is it late?"),
        ("assistant", "Noted: Is it late?"),
        ("assistant", "Answered Ada."),
    ]


def test_turns_tell_what_came_in_what_was_thought_and_what_was_done():
    agent = awake()
    call_in(agent, "s1", payload={"issue": 7})
    _, options = with_model(
        Reply("I look.", calls=(Call("c1", "delete_memories", {"keys": ["k"]}),)),
        called("nothing_known", "c2"),
        Reply("Done."),
    )

    think(agent, **options)

    roles = [role for role, _ in turns()]
    told = [json.loads(content) for role, content in turns() if role == "tool"]
    kinds = [json.loads(turn.metadata_json)["kind"] for turn in Turn.objects.order_by("turn_index")]
    assert roles == ["system", "assistant", "tool", "tool", "assistant"]
    assert kinds == ["service", "thought", "called", "called", "thought"]
    assert turns()[0][1] == '[Service: "jira"] {"issue": 7}'
    assert told[0] == {"args": {"keys": ["k"]}, "result": {"success": True, "deleted": 0}}
    assert "does not exist" in told[1]["result"]["error"]


def test_a_cycle_with_nothing_to_do_is_recorded_too():
    agent = awake([rule({"calls": [{"name": "skip"}]})])
    write(agent)

    think(agent)

    assert json.loads(Session.objects.get().metadata_json)["stopReason"] == "no_op"


def test_an_agent_of_nobody_has_no_memory():
    """Shared, it would show everyone what was said in private spaces."""
    agent = awake(ANSWER)
    type(agent).objects.filter(pk=agent.pk).update(owner=None)
    write(agent)

    think(agent)

    assert not Session.objects.exists()


def test_no_secret_is_recorded(monkeypatch):
    monkeypatch.setattr(scrubbing, "_KNOWN", set())
    scrubbing.register("canary-4711-secret")
    agent = awake()
    call_in(agent, "s1", payload="canary-4711-secret")
    _, options = with_model(
        Reply("canary-4711-secret", calls=(Call("c1", "x", {"k": "canary-4711-secret"}),)),
        Reply("Done."),
    )

    think(agent, **options)

    assert len(turns()) == 4
    assert "canary" not in "".join(content for _, content in turns())


def test_a_run_is_recorded_once():
    agent = awake(ANSWER)
    write(agent)
    think(agent)

    recording.record(run_of(agent), [], [], StopReason.ERROR, error="again", now=MORNING)

    assert Session.objects.get().status == "completed"
    assert Turn.objects.count() == 3


def test_what_is_long_is_clipped_with_a_mark():
    agent = awake()
    write(agent, "y" * 20_000)
    many = tuple(Call(f"c{n}", "delete_memories", {"keys": ["k"]}) for n in range(250))
    _, options = with_model(Reply("x" * 30_000, calls=many), Reply("Done."))

    assert think(agent, **options) == "saved"

    told = turns()
    assert len(told) == recording.MOST_TURNS
    assert told[1][1].endswith("x … (10,000 more characters)")
    assert told[-1] == ("system", "… 54 more turns were left out.")


def test_what_a_save_costs_does_not_depend_on_the_cycles_before():
    agent = awake(ANSWER)
    costs = []
    for number in range(6):
        write(agent, f"message {number}")
        with CaptureQueriesContext(connection) as counted:
            think(agent)
        costs.append(len(counted))

    assert len(set(costs[1:])) == 1


@pytest.mark.parametrize(
    "text",
    ["\0", "\ud800 alone", "</script>{{ x }}", "\u2028INBOX:", "'; DROP TABLE x; --", "[" * 900],
)
def test_no_text_makes_a_save_fail(text):
    agent = awake()
    call_in(agent, "s1", payload=text.replace("\0", "").replace("\ud800", ""))
    _, options = with_model(Reply(text, calls=(Call(text, text, {text: text}),)), Reply(text))

    assert think(agent, **options) == "saved"

    assert Session.objects.get().turns.count() == 4


@given(text=st.text(st.characters(exclude_categories=())), most=st.integers(0, 50))
def test_what_is_kept_can_be_stored_and_is_short(text, most):
    kept = recording.clean(text, most)

    assert "\0" not in kept
    assert kept.encode().decode() == kept
    assert len(kept) <= most + len(" … (1,000,000 more characters)")
