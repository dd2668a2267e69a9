"""SIGKILL at every border of a think cycle: what was told, said and recorded stands there once."""

from __future__ import annotations

import os
import signal

import pytest

from agents.crashing import dying
from agents.crashing.dying import Watch
from agents.living import inbox, leasing, pairing
from agents.models import AgentLease, InboxEvent, OutboxMessage, Run, SmartSpaceMessage
from agents.usage import verifying
from runtime_memory.models import Session
from tests.agents.living.thinking import (
    awake,
    call_in,
    held,
    rule,
    said,
    think,
    told_texts,
    with_model,
    write,
)
from tests.factories.agents import MORNING

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]
STEP = 2 * leasing.LENGTH
KEEP = {"name": "set_memories", "args": {"memories": [{"key": "last", "value": "{content}"}]}}
SAY = {"name": "send_message", "args": {"text": "Noted: {content}"}}
SCRIPT = [rule({"text": "I answer.", "calls": [SAY, KEEP]}, {"text": "Answered."})]


class Clock:
    """Moves past every lease that was left behind."""

    def __init__(self):
        self.now = MORNING

    def later(self):
        self.now += STEP
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def agent():
    return awake(SCRIPT)


def finish(agent, clock):
    while (outcome := think(agent, now=clock.later())) != "idle":
        assert outcome == "saved"


def check(agent, count):
    """COUNT rounds of one message and one service event were each thought about once."""
    told = "\n".join(told_texts(agent))
    for number in range(1, count + 1):
        assert told.count(f'"message {number}."') == 1
        assert told.count(f'{{"number": {number}}}') == 1
    assert said(agent) == [f"Noted: message {number}." for number in range(1, count + 1)]
    assert set(InboxEvent.objects.values_list("status", flat=True)) == {"processed"}
    assert set(Run.objects.values_list("status", flat=True)) == {"completed"}
    assert pairing.fault(held(agent).messages) == ""
    assert OutboxMessage.objects.filter(topic="run.ended").count() == Run.objects.count()
    spoken = OutboxMessage.objects.filter(topic="space.message").count()
    assert spoken == SmartSpaceMessage.objects.count()
    assert set(Session.objects.values_list("pk", flat=True)) == {
        str(pk) for pk in Run.objects.values_list("pk", flat=True)
    }
    assert AgentLease.objects.get().holder == ""
    assert list(verifying.differences()) == []


def feed(agent, number, clock):
    write(agent, f"message {number}.", now=clock.now)
    call_in(agent, f"service {number}", now=clock.now, payload={"number": number})


def killed(agent, clock, border):
    """Whether a worker that is killed at BORDER came that far."""
    now = clock.later()

    def act(tell):
        with dying.watched(Watch(border=border, afterwards=dying.kill)):
            think(agent, now=now)

    ended = dying.forked(act)
    assert ended.code in (0, -signal.SIGKILL)
    return ended.code != 0


def test_a_cycle_killed_at_any_border_is_finished_by_the_next_worker(agent, clock):
    number, dies = 0, True
    while dies:
        number += 1
        feed(agent, number, clock)
        dies = killed(agent, clock, number)
        finish(agent, clock)

    assert number > 15
    check(agent, number)


def test_who_takes_over_is_killed_as_well(agent, clock):
    for number in range(1, 5):
        feed(agent, number, clock)
        assert killed(agent, clock, 4 * number)
        killed(agent, clock, 3 + number)
        finish(agent, clock)

    check(agent, 4)


def test_a_cycle_killed_too_often_is_given_up_and_the_agent_goes_on(agent, clock):
    """Its event stays readable; whoever comes after it is answered."""
    call_in(agent, "deadly", now=clock.now, payload={"number": 0})
    _, deadly = with_model(lambda: os.kill(os.getpid(), signal.SIGKILL))
    for _ in range(inbox.MOST_ATTEMPTS):
        now = clock.later()
        ended = dying.forked(lambda tell, at=now: think(agent, now=at, **deadly))
        assert ended.code == -signal.SIGKILL
    assert think(agent, now=clock.later()) == "failed"
    feed(agent, 1, clock)

    finish(agent, clock)

    assert InboxEvent.objects.get(event_id="deadly").status == "failed"
    assert said(agent) == ["Noted: message 1."]
