"""Scenarios 27, 28 and 30 to 33: workers that die, providers that fail, cycles without end."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest

from agents.living import leasing, pairing, standing
from agents.models import Agent, AgentLease, InboxEvent, Run, RunStep
from tests.agents.living.thinking import ANSWER, held, run_of, said, states, told_texts, write
from tests.agents.scenarios.playing import END, call, calls, rule, say
from tests.agents.test_two_imports import at_once
from tests.factories.agents import MORNING
from tests.missions.test_kill_points import died

pytestmark = pytest.mark.django_db
HOUR, AFTER = timedelta(hours=1), MORNING + 2 * leasing.LENGTH
real_worker = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


def dies_at(question):
    """What kills its process before the question with this number."""
    return lambda number: number == question and os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(1, marks=real_worker, id="scenario 27: claimed, not asked"),
        pytest.param(2, marks=real_worker, id="scenario 28: said, not saved"),
    ],
)
def test_scenario_27_and_28_a_killed_worker_costs_nothing_and_doubles_nothing(cast, question):
    agent = cast.agent(rule(say("Noted: {content}"), END))
    write(agent, "Are you there?")

    assert died(lambda: cast.think(agent, meanwhile=dies_at(question)), at=10**6)
    left = (Run.objects.get().status, states(agent), len(said(agent)))
    assert cast.think(agent, now=AFTER) == "saved"

    assert left == ("running", ["processing"], question - 1)
    assert said(agent) == ["Noted: Are you there?"]
    assert (Run.objects.get().status, states(agent)) == ("completed", ["processed"])
    assert told_texts(agent)[0].count("Are you there?") == 1
    assert pairing.fault(held(agent).messages) == ""
    assert cast.think(agent, now=AFTER) == "idle"


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_scenario_30_of_two_workers_one_thinks_at_a_time(cast):
    slow = {"text": "Thought.", "delayMs": 400}
    agent = cast.agent(rule(say("Hi"), slow))
    write(agent)

    found = at_once(*(lambda w=w: cast.think(agent, holder=w) for w in ("one", "two")))

    assert sorted(found) in (["busy", "saved"], ["idle", "saved"])
    assert (said(agent), Run.objects.count()) == (["Hi"], 1)


def test_scenario_31_a_busy_provider_is_asked_again_in_the_same_run(cast):
    agent = cast.agent(rule({"error": "rate_limit"}))
    write(agent)

    outcomes = [cast.think(agent), cast.think(agent), cast.think(agent, now=MORNING + HOUR)]
    rest = AgentLease.objects.get()
    cast.follow(agent, *ANSWER)
    outcomes.append(cast.think(agent, now=MORNING + 2 * HOUR))

    assert outcomes == ["resting", "busy", "resting", "saved"]
    assert (rest.failures, rest.rest_reason[:10]) == (2, "rate_limit")
    assert timedelta(seconds=20) < rest.resting_until - MORNING - HOUR < timedelta(seconds=40)
    assert (Run.objects.count(), said(agent)) == (1, ["Noted: Hello"])
    assert (InboxEvent.objects.get().attempts, states(agent)) == (1, ["processed"])
    assert RunStep.objects.filter(status="failed").count() == 2


def test_scenario_32_a_key_that_is_refused_lets_the_agent_rest_and_says_so(cast):
    agent = cast.agent(rule({"error": "auth"}))
    write(agent)

    outcomes = [cast.think(agent, now=MORNING + n * timedelta(seconds=10)) for n in range(20)]

    assert outcomes == ["resting"] + ["busy"] * 19
    assert len(cast.asked) == 1
    agents = standing.annotated(Agent.objects.all())
    stands = standing.of(agents.get(), now=MORNING + timedelta(minutes=3))
    assert (stands.state, stands.reason[:5]) == ("resting", "auth:")
    assert states(agent) == ["processing"]


@pytest.mark.parametrize(
    ("loop", "reason", "questions"),
    [
        ({"maxSteps": 4}, "max_steps", 4),
        ({"maxTokensPerCycle": 2_000}, "max_tokens", 8),
    ],
)
def test_scenario_33_a_cycle_without_end_ends_at_its_limit(cast, loop, reason, questions):
    endless = [calls(call("get_memories"))] * 30
    agent = cast.agent(rule(*endless), loop=loop)
    write(agent)

    assert cast.think(agent) == "saved"

    assert (run_of(agent).status, run_of(agent).stop_reason) == ("completed", reason)
    assert (len(cast.asked) <= questions, run_of(agent).step_count) == (True, len(cast.asked))
    assert pairing.fault(held(agent).messages) == ""
    assert cast.think(agent) == "idle"
