"""What is remembered, what of it is sent, and how an inbox reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.living import bounds, messages, pairing, rendering, window
from agents.living.window import Cycle
from agents.models import InboxEvent
from devcraft import storable
from tests.factories.agents import MORNING

CALL = {"id": "a", "name": "send_message", "args": {"text": "Hi"}}
TWIN = CALL | {"id": "b"}


def answer(*ids):
    return messages.results([{"id": i, "name": "send_message", "output": {}} for i in ids])


def remembered(count, words=40):
    held, cycles = [], []
    for number in range(1, count + 1):
        told = [messages.user("x" * words), messages.assistant(f"Did {number}.", [])]
        cycles.append(Cycle(number, "run", MORNING, told).placed(len(held)))
        held += told
    return held, cycles


GOOD = [
    [],
    [messages.user("x")],
    [messages.user("x"), messages.assistant("", [CALL, TWIN]), answer("a", "b")],
    [messages.user("x"), messages.user("y"), messages.assistant("z", [])],
]
BAD = [
    ([messages.assistant("", [CALL])], "no result"),
    ([messages.assistant("", [CALL]), messages.user("x")], "before the results"),
    ([messages.assistant("", [CALL]), answer("b")], "other calls"),
    ([messages.assistant("", [CALL, TWIN]), answer("a")], "other calls"),
    ([messages.assistant("", [CALL, CALL]), answer("a", "a")], "one call twice"),
    ([answer("a")], "other calls"),
    ([{"role": "system", "content": "x"}], "no known role"),
    ([{"role": "assistant", "content": "x"}], "no parts"),
    ([{"role": "user", "content": []}], "no text"),
    ([{"role": "tool", "content": [{"type": "text", "text": "x"}]}], "no known kind"),
]


@pytest.mark.parametrize("held", GOOD)
def test_messages_that_every_provider_takes(held):
    assert pairing.fault(held) == ""


@pytest.mark.parametrize(("held", "words"), BAD)
def test_messages_that_some_provider_refuses(held, words):
    assert words in pairing.fault(held)


@given(st.recursive(st.none() | st.text(max_size=5) | st.integers(), st.lists, max_leaves=8))
def test_whatever_is_stored_is_judged_and_never_breaks_the_judge(value):
    assert isinstance(pairing.fault(value), str)
    assert isinstance(pairing.fault([{"role": "tool", "content": value}]), str)


def test_tool_traffic_counts_as_tokens():
    short = messages.tokens([messages.assistant("", [CALL])])
    long = messages.tokens([messages.assistant("", [CALL | {"args": {"text": "x" * 4000}}])])

    assert long - short > 990


@pytest.mark.parametrize(
    ("recent", "most", "whole"), [(1, 10_000, 5), (2, 1, 2), (9, 1, 5), (1, 60, 2)]
)
def test_recent_cycles_are_sent_whole_and_older_ones_as_a_line(recent, most, whole):
    held, cycles = remembered(5)

    sent = window.sent(held, cycles, recent=recent, most_tokens=most)

    older = 5 - whole
    assert sent[len(sent) - 2 * whole :] == held[2 * older :]
    lines = sent[0]["content"].splitlines() if older else [window.EARLIER]
    assert lines == [window.EARLIER, *(f"Cycle {n}: Did {n}." for n in range(1, older + 1))]


def test_a_cycle_that_only_called_is_summed_up_by_its_calls():
    assert window.summary([messages.assistant("", [CALL]), answer("a")]) == "send_message"
    assert window.summary([messages.user("x")]) == "Nothing was said."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"start": 1}, "does not begin where"),
        ({"end": 9}, "do not end with"),
        ({"end": 2}, "has no messages"),
        ({"start": "2"}, "has no messages"),
    ],
)
def test_boundaries_that_do_not_fit_are_found(change, words):
    held, cycles = remembered(2)
    assert bounds.fault(held, cycles) == ""
    cycles[1] |= change

    assert words in bounds.fault(held, cycles)


def event(kind, **data):
    return InboxEvent(event_type=kind, data=data, created_at=MORNING)


def said(content):
    return event(
        "space_message",
        spaceName="Desk",
        spaceId="s",
        senderName='A"da',
        senderType="human",
        content=content,
    )


def test_an_inbox_has_a_line_for_each_event():
    later = MORNING + timedelta(minutes=5)
    found = rendering.inbox(
        [
            said("Hello"),
            event("plan", planName="Look", instruction=None),
            event("service", serviceName="jira", payload={"n": 1}),
            event("tool_result", toolName="ask", toolCallId="c", result="yes"),
            event("heartbeat"),
        ],
        now=later,
    )

    assert found.splitlines() == [
        "INBOX (5 events, now=2026-11-18T08:05:00+00:00):",
        '["Desk" | spaceId: s] "A\\"da" (human) 5m ago: "Hello"',
        '[Plan: "Look"] ""',
        '[Service: "jira"] {"n": 1}',
        '[Tool Result: "ask"] (callId: "c") "yes"',
        "[Heartbeat] Nothing woke you but the time.",
    ]


@given(st.text())
def test_nobody_can_forge_a_line(content):
    assert len(rendering.inbox([said(content)], now=MORNING).splitlines()) == 2


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "just now"), (9, "just now"), (10, "10s ago"), (60, "1m ago"), (7200, "2h ago")],
)
def test_how_long_ago(seconds, words):
    assert rendering.ago(MORNING, MORNING + timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("a\0\ud83d", "a\ufffd\ufffd"),
        ({"k\0": [float("nan"), 1.5]}, {"k\ufffd": ["nan", 1.5]}),
        (("x", None), ["x", None]),
    ],
)
def test_what_a_model_made_can_be_stored(given_, kept):
    assert storable.mended(given_) == kept
