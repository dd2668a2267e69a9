"""Several workers, several writers: one cycle at a time, every event once, no gap in a space."""

from __future__ import annotations

import random
import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from agents.living import cycle, leasing, working
from agents.living.providers import Reply
from agents.models import AgentLease, InboxEvent, Run, SmartSpace, SmartSpaceMessage
from tests.agents.living.thinking import (
    ANSWER,
    Model,
    awake,
    call_in,
    held,
    states,
    told_texts,
    write,
)
from tests.agents.test_two_imports import at_once
from tests.factories.agents import MORNING

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]
COUNT = 12


def work(holder, is_over):
    def until():
        outcomes = []
        while not is_over():
            outcomes += working.run_once(holder=holder)
        return outcomes

    return until


def test_two_workers_and_a_stream_of_messages():
    agents = [awake(ANSWER) for _ in range(2)]
    written = threading.Event()

    def feed():
        for number in range(COUNT):
            for agent in agents:
                write(agent, f"message {number}.", now=timezone.now())
        written.set()

    def is_over():
        return written.is_set() and not working.due(timezone.now()).exists()

    _, *found = at_once(feed, work("one", is_over), work("two", is_over))

    assert {outcome.value for outcomes in found for outcome in outcomes} <= {
        "saved",
        "busy",
        "idle",
    }
    assert set(InboxEvent.objects.values_list("status", flat=True)) == {"processed"}
    assert set(Run.objects.values_list("status", flat=True)) == {"completed"}
    for agent in agents:
        told = "\n".join(told_texts(agent))
        assert [told.count(f'"message {number}."') for number in range(COUNT)] == [1] * COUNT
        assert held(agent).cycle_count == agent.runs.count()
        numbers = SmartSpaceMessage.objects.filter(smart_space=agent.space).order_by("seq")
        assert list(numbers.values_list("seq", flat=True)) == list(range(1, len(numbers) + 1))


def test_a_slow_cycle_is_not_begun_by_another_worker():
    agent = awake()
    write(agent)
    slow = Model([lambda: time.sleep(0.5) or slow_reply(agent)])

    def slow_reply(agent):
        assert Run.objects.filter(agent=agent, status="running").count() == 1
        return Reply("Thought.")

    def think():
        return cycle.think(
            agent.pk, holder="slow", clock=lambda: MORNING, provider_of=lambda _: slow
        )

    def wait():
        while not AgentLease.objects.exclude(holder="").exists():
            time.sleep(0.01)
        return cycle.think(agent.pk, holder="late", clock=lambda: MORNING)

    assert [outcome.value for outcome in at_once(think, wait)] == ["saved", "busy"]
    assert states(agent) == ["processed"]


def test_only_one_of_several_takes_a_lease():
    agent = awake()

    taken = at_once(
        *(lambda n=n: leasing.take(agent.pk, holder=str(n), now=MORNING) for n in range(6))
    )

    (lease,) = [found for found in taken if found]
    assert lease.fence == 1


def test_a_lease_that_ran_out_is_taken_with_a_higher_fence():
    agent = awake()
    first = leasing.take(agent.pk, holder="one", now=MORNING)
    soon, late = MORNING + timedelta(seconds=1), MORNING + leasing.LENGTH

    assert leasing.take(agent.pk, holder="two", now=soon) is None
    second = leasing.take(agent.pk, holder="two", now=late)

    assert (first.fence, second.fence) == (1, 2)
    leasing.release(first)
    assert AgentLease.objects.get().holder == "two"
    with pytest.raises(leasing.LeaseLost), leasing.writing(first, now=late):
        pytest.fail("a stale holder was let in")


def test_events_that_come_again_and_in_any_order_are_thought_about_once():
    agent = awake(ANSWER)
    sent = [f"e{number}" for number in range(10)] * 3
    random.Random(5).shuffle(sent)

    for place, event in enumerate(sent):
        call_in(agent, event, payload=event)
        if place % 4 == 3:
            cycle.think(agent.pk, holder="w", clock=lambda: MORNING)
    cycle.think(agent.pk, holder="w", clock=lambda: MORNING)

    told = "\n".join(told_texts(agent))
    assert [told.count(f'"e{number}"') for number in range(10)] == [1] * 10
    assert states(agent) == ["processed"] * 10


def test_the_same_event_from_many_sides_at_once_is_one():
    agent = awake()

    assert sorted(at_once(*[lambda: call_in(agent, "e")] * 4)) == [False, False, False, True]


def test_messages_of_many_at_once_are_numbered_without_a_gap():
    agent = awake()

    at_once(*(lambda n=n: [write(agent, f"{n} {m}") for m in range(5)] for n in range(4)))

    numbers = SmartSpaceMessage.objects.order_by("seq").values_list("seq", flat=True)
    assert list(numbers) == list(range(1, 21))
    assert len(states(agent)) == 20


def test_a_message_with_a_key_is_said_once():
    agent = awake()

    first, second = (write(agent, "Hello", key="k") for _ in range(2))

    assert first.pk == second.pk
    assert SmartSpace.objects.get(pk=agent.space.pk).last_seq == 1
