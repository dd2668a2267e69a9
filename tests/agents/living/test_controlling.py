"""Pause, start, wake, stop and stop all: once, at once, and by a person alone."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from agents.living import canceling, controlling, pairing
from agents.living.providers import Reply
from agents.models import (
    Agent,
    AgentChange,
    AgentConsciousness,
    AgentLease,
    InboxEvent,
    PendingToolCall,
    Run,
    RunStep,
    ToolCall,
)
from devcraft.refusing import Refused
from tests.agents.living.thinking import (
    ANSWER,
    awake,
    called,
    held,
    run_of,
    said,
    states,
    think,
    told_texts,
    with_model,
    write,
)
from tests.factories import living
from tests.factories.agents import MORNING, RunFactory

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(minutes=1)


def by(agent, now=MORNING):
    return {"by": agent.owner, "now": now}


def kinds(agent):
    return list(
        AgentChange.objects.filter(agent=agent).order_by("id").values_list("kind", flat=True)
    )


def fresh(agent):
    return Agent.objects.get(pk=agent.pk)


@pytest.mark.parametrize(
    ("act", "kind", "before"),
    [
        (controlling.pause, "paused", {}),
        (controlling.start, "started", {"paused_at": MORNING}),
        (controlling.stop, "stopped", {}),
    ],
)
def test_an_act_is_done_and_told_once(act, kind, before):
    agent = awake(**before)

    assert [act(agent, **by(agent)), act(agent, **by(agent, LATER))] == [True, False]

    assert kinds(agent) == [kind]


def test_a_paused_agent_holds_its_run_and_goes_on_when_started():
    agent = awake()
    write(agent)
    said_first = called("send_message", text="First")

    def pressed():
        controlling.pause(agent, **by(agent))
        return said_first

    model, options = with_model(pressed, Reply("Done."))
    assert think(agent, **options) == "stopped"
    assert (said(agent), run_of(agent).status) == (["First"], "running")
    assert think(agent, **options) == "idle"

    controlling.start(agent, **by(agent, LATER))

    assert think(agent, now=LATER, **options) == "saved"
    assert (said(agent), model.replies, Run.objects.count()) == (["First"], [], 1)


def test_starting_clears_what_parked_it_and_keeps_it_in_the_history():
    agent = awake(parked_at=MORNING, parked_reason="Its key fails.")

    controlling.start(agent, **by(agent))

    assert (fresh(agent).parked_at, fresh(agent).parked_reason) == (None, "")
    assert AgentChange.objects.get().words == "Its key fails."


@pytest.mark.parametrize("act", [controlling.pause, controlling.start])
def test_an_archived_agent_is_left_alone(act):
    agent = awake(archived_at=MORNING, paused_at=MORNING if act is controlling.start else None)

    assert act(agent, **by(agent)) is False


def test_waking_ends_a_rest_once():
    agent = awake()
    living.AgentLeaseFactory(agent=agent, resting_until=LATER, rest_reason="busy")

    assert [controlling.wake(agent, **by(agent)) for _ in range(2)] == [True, False]

    assert AgentLease.objects.get(agent=agent).resting_until is None


def test_an_agent_that_is_told_to_think_now_is_woken_by_one_heartbeat():
    agent = awake()
    _, options = with_model(Reply("Looked around."))

    assert [controlling.think_now(agent, **by(agent)) for _ in range(2)] == [True, False]
    assert think(agent, **options) == "saved"

    name = agent.owner.get_username()
    assert InboxEvent.objects.get().event_type == "heartbeat"
    assert f'[Heartbeat] "{name}" asks you to look around now.' in told_texts(agent)[0]


@pytest.mark.parametrize(
    "state",
    [
        {"paused_at": MORNING},
        {"archived_at": MORNING},
        {"parked_at": MORNING, "parked_reason": "It broke."},
    ],
)
def test_what_cannot_think_is_not_told_to(state):
    agent = awake(**state)

    with pytest.raises(Refused, match="start it first"):
        controlling.think_now(agent, **by(agent))

    assert not InboxEvent.objects.exists()


def test_a_stop_while_the_model_is_asked_ends_the_cycle_and_drops_the_answer():
    agent = awake()
    write(agent, "Hello")

    def pressed():
        controlling.stop(agent, **by(agent))
        return called("send_message", call_id="late", text="Too late")

    _, options = with_model(called("send_message", text="First"), pressed)

    assert think(agent, **options) == "lost"

    run, mind = run_of(agent), held(agent)
    assert (run.status, run.stop_reason, run.step_count) == ("completed", "canceled", 1)
    assert (said(agent), states(agent)) == (["First"], ["processed"])
    assert (pairing.fault(mind.messages), mind.cycle_count) == ("", 1)
    assert RunStep.objects.get(status="failed").error == canceling.STOPPED
    assert think(agent, **options) == "idle"


def test_a_stop_before_any_answer_counts_the_events_as_processed():
    agent = awake()
    write(agent, "Hello")

    def pressed():
        controlling.stop(agent, **by(agent))
        return Reply("Too late.")

    assert think(agent, **with_model(pressed)[1]) == "lost"

    assert (run_of(agent).stop_reason, states(agent)) == ("canceled", ["processed"])
    assert "Hello" in told_texts(agent)[0]


def test_calls_that_were_begun_or_wait_for_a_person_are_settled():
    agent = awake()
    run = RunFactory(agent=agent, agent_entity=agent.entity, status="waiting_tool")
    AgentConsciousness.objects.create(agent_entity=agent.entity)
    begun = living.ToolCallFactory(run=run, started=True)
    planned = living.ToolCallFactory(run=run)
    living.PendingToolCallFactory(agent_entity=agent.entity, call=planned)

    assert controlling.stop(agent, **by(agent))

    found = {call.pk: call.state for call in ToolCall.objects.all()}
    assert found == {begun.pk: "unknown", planned.pk: "refused"}
    assert PendingToolCall.objects.get().status == "expired"
    assert run_of(agent).stop_reason == "canceled"


def test_a_run_whose_consciousness_cannot_be_read_stays_open_but_held():
    agent = awake()
    run = RunFactory(agent=agent, agent_entity=agent.entity)
    AgentConsciousness.objects.create(agent_entity=agent.entity, messages=["broken"])

    assert controlling.stop(agent, **by(agent))

    assert Run.objects.get(pk=run.pk).status == "running"
    assert fresh(agent).paused_at == MORNING


def test_all_agents_stop_and_those_that_ran_start_again():
    agents = [awake(ANSWER) for _ in range(3)]
    resting = awake(ANSWER, paused_at=MORNING - timedelta(days=1))
    for agent in (*agents, resting):
        write(agent)

    count, act = controlling.stop_all(Agent.objects.all(), **by(agents[0]))

    assert count == 3
    assert {think(agent) for agent in (*agents, resting)} == {"idle"}
    again = controlling.start_again(act, Agent.objects.all(), **by(agents[0], LATER))
    assert again == 3
    assert [think(agent, now=LATER) for agent in (*agents, resting)] == [*["saved"] * 3, "idle"]


def test_stopping_all_again_finds_nothing_to_stop():
    agent = awake()
    controlling.stop_all(Agent.objects.all(), **by(agent))

    count, act = controlling.stop_all(Agent.objects.all(), **by(agent, LATER))

    assert (count, kinds(agent)) == (0, ["halted"])
    assert controlling.start_again(act, Agent.objects.all(), **by(agent)) == 0


def test_an_agent_that_a_person_started_meanwhile_is_not_started_again():
    agent = awake()
    _, act = controlling.stop_all(Agent.objects.all(), **by(agent))
    controlling.start(agent, **by(agent))
    controlling.pause(agent, **by(agent, LATER))

    assert controlling.start_again(act, Agent.objects.all(), **by(agent)) == 0
    assert controlling.start_again(uuid.uuid4(), Agent.objects.all(), **by(agent)) == 0
