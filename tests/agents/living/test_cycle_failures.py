"""What becomes of events, runs and agents when a cycle goes wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError

from agents.living import inbox, leasing, pairing, standing
from agents.living.providers import ProviderFailed, Reply
from agents.models import (
    Agent,
    AgentConsciousness,
    AgentLease,
    InboxEvent,
    RunStep,
    SmartSpaceMessage,
    ToolCall,
)
from tests.agents.living.thinking import (
    ANSWER,
    awake,
    call_in,
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
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
BUSY = ProviderFailed("rate_limit", "Too many requests.")


def lease(agent):
    return AgentLease.objects.get(agent=agent)


def test_a_busy_provider_is_asked_again_in_the_same_run():
    agent = awake()
    write(agent)
    _, options = with_model(called("send_message", text="Hi"), BUSY, BUSY, Reply("Greeted."))

    outcomes = [think(agent, now=MORNING + n * HOUR, **options) for n in range(3)]

    assert outcomes == ["resting", "resting", "saved"]
    assert agent.runs.count() == 1
    assert said(agent) == ["Hi"]
    assert InboxEvent.objects.get().attempts == 1
    assert (lease(agent).failures, lease(agent).rest_reason) == (0, "")
    failed = RunStep.objects.filter(status="failed").values_list("error", flat=True)
    assert list(failed) == ["Too many requests."] * 2


def test_an_agent_rests_longer_each_time_and_is_left_alone_meanwhile():
    agent = awake()
    write(agent)
    _, options = with_model(BUSY, BUSY)
    think(agent, **options)
    first = lease(agent)

    assert think(agent, **options) == "busy"
    assert first.rest_reason == "rate_limit: Too many requests."
    assert timedelta(seconds=11) < first.resting_until - MORNING < timedelta(seconds=19)
    think(agent, now=MORNING + HOUR, **options)
    assert timedelta(seconds=22) < lease(agent).resting_until - MORNING - HOUR


def test_an_agent_that_rests_in_the_middle_of_a_run_is_shown_at_rest():
    agent = awake()
    write(agent)
    _, options = with_model(BUSY)
    think(agent, **options)

    (found,) = standing.annotated(Agent.objects.filter(pk=agent.pk))

    assert standing.of(found, now=MORNING).words == "Resting"
    assert standing.of(found, now=MORNING + HOUR).words == "Thinking"


def test_a_poisoned_event_is_given_up_and_the_others_are_thought_about():
    agent = awake(ANSWER)
    call_in(agent, "bad")
    InboxEvent.objects.filter(event_id="bad").update(data={"no": "name"})
    write(agent, "Hello")
    call_in(agent, "good")

    for n in range(30):
        think(agent, now=MORNING + n * HOUR)

    bad = InboxEvent.objects.get(event_id="bad")
    assert (bad.status, bad.attempts) == ("failed", inbox.MOST_ATTEMPTS)
    assert bad.error == "KeyError: 'serviceName'"
    assert sorted(states(agent)) == ["failed", "processed", "processed"]
    assert len(told_texts(agent)) == 2
    assert said(agent) == ["Noted: Hello"]
    assert not agent.runs.filter(status="running").exists()


def test_a_run_that_acted_and_cannot_end_keeps_what_it_did():
    agent = awake()
    write(agent)
    errors = [RuntimeError("odd answer") for _ in range(inbox.MOST_ATTEMPTS)]
    _, options = with_model(called("send_message", text="Hi"), *errors)

    for n in range(inbox.MOST_ATTEMPTS):
        think(agent, now=MORNING + n * HOUR, **options)

    run = run_of(agent)
    assert (run.status, run.stop_reason, run.error) == (
        "failed",
        "error",
        "RuntimeError: odd answer",
    )
    assert (said(agent), states(agent)) == (["Hi"], ["processed"])
    assert [m["role"] for m in held(agent).messages] == ["user", "assistant", "tool"]
    assert pairing.fault(held(agent).messages) == ""


def test_what_the_database_cannot_take_right_now_is_tried_again():
    agent = awake()
    write(agent)
    _, options = with_model(OperationalError("gone away"), Reply("Thought."))

    with pytest.raises(OperationalError):
        think(agent, **options)

    assert think(agent, **options) == "saved"
    assert agent.runs.count() == 1


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ({"model": {"provider": "openai", "name": "gpt"}}, "needs the variable OPENAI_API_KEY"),
        ({"loop": {"maxSteps": 0}}, "loop.maxSteps"),
    ],
)
def test_a_config_that_cannot_be_followed_parks_its_agent(config, reason):
    agent = awake()
    agent.config_json |= config
    agent.save()
    write(agent)

    assert think(agent) == "parked"

    agent.refresh_from_db()
    assert reason in agent.parked_reason
    assert think(agent) == "idle"


@pytest.mark.parametrize(
    "broken",
    [
        {"messages": [{"role": "robot"}]},
        {"messages": [{"role": "assistant", "content": [{"type": "tool-call"}]}]},
        {"messages": "text"},
        {"messages": [{"role": "user", "content": "x"}], "cycles": [{}]},
    ],
)
def test_a_consciousness_that_cannot_be_read_parks_its_agent_and_stays(broken):
    agent = awake()
    write(agent)
    AgentConsciousness.objects.create(agent_entity=agent.entity, **broken)
    _, options = with_model()

    assert think(agent, **options) == "parked"

    agent = Agent.objects.get(pk=agent.pk)
    assert agent.parked_reason.startswith("Its consciousness cannot be read:")
    assert held(agent).messages == broken["messages"]


def test_an_agent_that_is_woken_goes_on_with_its_run():
    agent = awake(ANSWER)
    write(agent)
    mind = AgentConsciousness.objects.create(agent_entity=agent.entity, messages="broken")
    think(agent)
    AgentConsciousness.objects.filter(pk=mind.pk).update(messages=[])
    Agent.objects.update(parked_at=None, parked_reason="")

    assert think(agent) == "saved"
    assert agent.runs.count() == 1


def test_a_worker_that_is_stopped_leaves_its_run_to_the_next():
    agent = awake()
    write(agent)
    _, options = with_model(called("send_message", text="Hi"), Reply("Greeted."))
    stopping = iter([False, True])

    assert think(agent, is_stopping=lambda: next(stopping), **options) == "stopped"
    assert (lease(agent).holder, states(agent)) == ("", ["processing"])
    assert think(agent, holder="next", **options) == "saved"
    assert said(agent) == ["Hi"]


def test_an_agent_that_is_paused_stops_after_the_step_it_is_in():
    agent = awake()
    write(agent)

    def pause():
        Agent.objects.update(paused_at=MORNING)
        return called("send_message", text="Hi")

    _, options = with_model(pause, Reply("Greeted."))

    assert [think(agent, **options) for _ in range(2)] == ["stopped", "idle"]
    Agent.objects.update(paused_at=None)
    assert think(agent, **options) == "saved"
    assert (said(agent), agent.runs.count()) == (["Hi"], 1)


def test_a_holder_that_slept_past_its_lease_writes_nothing():
    agent = awake()
    write(agent)
    late = MORNING + 2 * leasing.LENGTH
    _, second = with_model(called("send_message", text="Second"), Reply("Greeted."))

    def sleep():
        assert think(agent, now=late, holder="second", **second) == "saved"
        return called("send_message", text="First")

    _, first = with_model(sleep)

    assert think(agent, holder="first", **first) == "lost"
    assert said(agent) == ["Second"]
    assert (len(told_texts(agent)), agent.runs.count(), states(agent)) == (1, 1, ["processed"])


def test_a_model_that_writes_nonsense_is_told_so():
    agent = awake()
    write(agent)
    _, options = with_model(
        called("no_such_tool", a=1),
        called("send_message", text=7),
        called("send_message", "", text="Hi", more=1),
        called("send_message", text="Hi", spaceId="elsewhere"),
        called("set_goals", goals=[{"id": "x"}]),
        called("send_message", text="a\0b\ud800"),
        Reply("En\0d."),
    )

    assert think(agent, **options) == "saved"

    refused = ToolCall.objects.filter(state="refused").order_by("number")
    assert [call.error.split(" ")[0] for call in refused] == [
        "tool",
        "text",
        "arguments",
        "spaceId",
        "id",
    ]
    assert said(agent) == ["a\ufffdb\ufffd"]
    assert pairing.fault(held(agent).messages) == ""


def test_an_agent_speaks_only_where_it_is():
    agent, other = awake(), awake()
    write(agent)
    _, options = with_model(
        called("send_message", text="Hi", spaceId=str(other.space.pk)), Reply("Failed.")
    )

    think(agent, **options)

    assert not SmartSpaceMessage.objects.filter(smart_space=other.space).exists()
    assert ToolCall.objects.get().state == "refused"
