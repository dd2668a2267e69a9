"""What a cycle asks of the database: no more after a long life than after a short one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.living import scheduling, working
from agents.models import InboxEvent
from tests.agents.living import minds
from tests.agents.living.thinking import ANSWER, SAY, awake, held, rule, think, write
from tests.factories.agents import MORNING, RunFactory

pytestmark = pytest.mark.django_db
TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
MOST_OF_A_CYCLE = 107
MOST_OF_A_STEP = 37
MOST_OF_A_LOOK = 6


def asked(act):
    """How many questions ACT asks the database."""
    with CaptureQueriesContext(connection) as queries:
        act()
    return sum(not query["sql"].startswith(TRANSACTION) for query in queries.captured_queries)


def cycle(agent, number):
    """One cycle, with one message to answer."""
    moment = MORNING + timedelta(minutes=number)
    write(agent, now=moment)
    return asked(lambda: think(agent, now=moment))


def settled(script=None):
    """An agent that has had the first cycle, and so the rows that are made once."""
    agent = awake(ANSWER if script is None else script)
    cycle(agent, 0)
    return agent


def test_a_cycle_with_one_call_and_two_steps_keeps_within_its_budget():
    assert cycle(settled(), 1) <= MOST_OF_A_CYCLE


def test_a_long_life_costs_no_more():
    agent = settled()
    young = cycle(agent, 1)

    minds.live(agent, 200, first=3, limit=minds.limited(100_000, 10))
    RunFactory.create_batch(50, agent=agent, agent_entity=agent.entity, done=True)

    assert len(held(agent).cycles) == 202
    assert cycle(agent, 2) == young


def test_each_further_step_costs_the_same():
    found = [
        cycle(settled([rule(*([{"calls": [SAY]}] * steps), {"text": "Done."})]), 1)
        for steps in (1, 2, 3)
    ]

    assert found[2] - found[1] == found[1] - found[0] <= MOST_OF_A_STEP


def test_a_consciousness_is_read_once_to_think_and_once_to_save():
    agent = settled([rule(*([{"calls": [SAY]}] * 4), {"text": "Done."})])
    write(agent)

    with CaptureQueriesContext(connection) as queries:
        think(agent)

    whole = '"agent_consciousness"."messages"'
    assert sum(whole in query["sql"] for query in queries.captured_queries) == 2


def test_looking_for_work_costs_the_same_however_many_agents_sleep():
    settled()
    alone = asked(look)

    for _ in range(5):
        settled()

    assert asked(look) == alone <= MOST_OF_A_LOOK


def look():
    scheduling.clockwork(MORNING)
    assert list(working.due(MORNING)) == []
    assert not InboxEvent.objects.filter(status="pending").exists()
