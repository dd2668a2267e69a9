"""SIGKILL and SIGSTOP before every statement of a think cycle: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import signal
import warnings

import pytest
from django.db import connection, connections

from agents.living import inbox, leasing, pairing
from agents.models import AgentLease, InboxEvent, OutboxMessage, Run, SmartSpaceMessage
from agents.usage import verifying
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
from tests.missions.test_kill_points import died

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
    assert AgentLease.objects.get().holder == ""
    assert list(verifying.differences()) == []


def feed(agent, number, clock):
    write(agent, f"message {number}.", now=clock.now)
    call_in(agent, f"service {number}", now=clock.now, payload={"number": number})


@pytest.mark.parametrize(("stride", "again"), [(1, 0), (6, 7)])
def test_a_cycle_killed_anywhere_is_finished_by_the_next_worker(agent, clock, stride, again):
    """With AGAIN the one that takes over dies too, somewhere else."""
    number, alive = 0, False
    while not alive:
        number += 1
        feed(agent, number, clock)
        now = clock.later()
        alive = not died(lambda at=now: think(agent, now=at), at=number * stride)
        if again:
            now = clock.later()
            died(lambda at=now: think(agent, now=at), at=1 + number * stride * again % 60)
        finish(agent, clock)

    assert number * stride > 50
    check(agent, number)


class Stopper:
    """Stops this process before its n-th statement outside any transaction."""

    def __init__(self, at):
        self.left = at

    def __call__(self, execute, sql, params, many, context):
        if not connection.in_atomic_block:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGSTOP)
        return execute(sql, params, many, context)


def stopped(act, *, at):
    """Run ACT in a forked process that stops at AT; its id, or None when it ended before."""
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        status = 1
        try:
            with connection.execute_wrapper(Stopper(at)):
                act()
            status = 0
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, os.WUNTRACED)
    assert os.WIFSTOPPED(ended) or ended == 0
    return child if os.WIFSTOPPED(ended) else None


def test_a_holder_that_is_stopped_past_its_lease_and_wakes_changes_nothing(agent, clock):
    number, child = 0, 1
    while child:
        number += 1
        feed(agent, number, clock)
        now = clock.later()
        child = stopped(lambda at=now: think(agent, now=at), at=number)
        finish(agent, clock)
        if child:
            os.kill(child, signal.SIGCONT)
            assert os.waitpid(child, 0)[1] == 0
            finish(agent, clock)

    assert number > 10
    check(agent, number)


def test_a_cycle_killed_too_often_is_given_up_and_the_agent_goes_on(agent, clock):
    """Its event stays readable; whoever comes after it is answered."""
    call_in(agent, "deadly", now=clock.now, payload={"number": 0})
    _, deadly = with_model(lambda: os.kill(os.getpid(), signal.SIGKILL))
    for _ in range(inbox.MOST_ATTEMPTS):
        now = clock.later()
        assert died(lambda at=now: think(agent, now=at, **deadly), at=10**6)
    assert think(agent, now=clock.later()) == "failed"
    feed(agent, 1, clock)

    finish(agent, clock)

    assert InboxEvent.objects.get(event_id="deadly").status == "failed"
    assert said(agent) == ["Noted: message 1."]
