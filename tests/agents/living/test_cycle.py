"""Inbox, thought, consciousness: what one cycle does when nothing goes wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.living import pairing
from agents.living.providers import Reply, Usage
from agents.models import AgentMemory, Goal, Plan, RunStep, ToolCall, UsageEvent
from agents.usage import verifying
from tests.agents.living.thinking import (
    ANSWER,
    awake,
    call_in,
    called,
    held,
    outbox,
    rule,
    run_of,
    said,
    states,
    think,
    told_texts,
    with_model,
    write,
)
from tests.factories import living
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db


def test_a_message_is_answered_once_and_remembered():
    agent = awake(ANSWER)
    write(agent, 'Is it "late"?')

    outcome = think(agent)

    run, mind = run_of(agent), held(agent)
    assert (outcome, run.status, run.stop_reason) == ("saved", "completed", "end_turn")
    assert (run.step_count, run.inbox_event_count, run.cycle_number) == (2, 1, 1)
    assert run.trigger_space_id == agent.space.pk
    assert run.prompt_tokens > 0 < run.completion_tokens
    assert said(agent) == ['Noted: Is it "late"?']
    assert states(agent) == ["processed"]
    assert [m["role"] for m in mind.messages] == ["user", "assistant", "tool", "assistant"]
    assert (mind.cycle_count, mind.version, pairing.fault(mind.messages)) == (1, 1, "")
    assert mind.token_estimate > 0
    assert outbox(agent) == ["space.message", "space.message", "run.ended"]


def test_what_waited_is_one_cycle_in_which_people_come_first():
    agent = awake(ANSWER)
    call_in(agent, "s1", payload={"issue": 7})
    write(agent, "First")
    write(agent, "Second")

    think(agent)

    (told,) = told_texts(agent)
    head, *lines = told.splitlines()
    assert head == "INBOX (3 events, now=2026-11-18T08:00:00+00:00):"
    assert [line.split(": ")[-1] for line in lines[:2]] == ['"First"', '"Second"']
    assert lines[2] == '[Service: "jira"] {"issue": 7}'
    assert run_of(agent).inbox_event_count == 3


def test_the_next_cycle_knows_the_one_before():
    agent = awake(ANSWER)
    write(agent, "One")
    think(agent)
    write(agent, "Two")
    model, options = with_model(Reply("Thought."))

    think(agent, **options)

    (told,) = model.told
    assert told[0]["role"] == "system"
    assert [m["role"] for m in told].count("system") == 1
    assert "One" in told[1]["content"]
    assert "Two" in told[-1]["content"]
    mind = held(agent)
    assert [(c["number"], c["start"], c["end"]) for c in mind.cycles] == [(1, 0, 4), (2, 4, 6)]


def test_a_cycle_with_nothing_to_do_leaves_its_run_alone():
    agent = awake([rule({"calls": [{"name": "skip"}]})])
    write(agent)

    think(agent)

    mind, run = held(agent), run_of(agent)
    assert (run.status, run.stop_reason) == ("completed", "no_op")
    assert (mind.messages, mind.cycle_count, mind.version) == ([], 0, 0)
    assert states(agent) == ["processed"]


def test_an_agent_without_events_does_not_think():
    agent = awake()

    assert think(agent) == "idle"
    assert not agent.runs.exists()


@pytest.mark.parametrize("column", ["paused_at", "archived_at"])
def test_a_stopped_agent_does_not_think(column):
    agent = awake(**{column: MORNING})
    write(agent)

    assert think(agent) == "idle"
    assert states(agent) == ["pending"]


def test_an_event_waits_for_its_moment():
    agent = awake(ANSWER)
    call_in(agent, "later", now=MORNING + timedelta(minutes=5))

    assert think(agent) == "idle"
    assert think(agent, now=MORNING + timedelta(minutes=5)) == "saved"


def test_what_an_agent_keeps_enters_its_next_prompt():
    agent = awake()
    write(agent)
    _, options = with_model(
        called("set_memories", memories=[{"key": "about:Ada", "value": "likes tea"}]),
        called("set_goals", "c2", goals=[{"description": "Ship it", "priority": 3}]),
        called("set_plans", "c3", plans=[{"name": "Look", "scheduledAt": "2026-12-01T09:00Z"}]),
        called("done", "c4", summary="Kept three things."),
    )
    think(agent, **options)
    write(agent, "And now?")
    model, options = with_model(Reply("Thought."))

    think(agent, **options)

    prompt = model.told[0][0]["content"]
    goal, plan = Goal.objects.get(entity=agent.entity), Plan.objects.get(entity=agent.entity)
    assert '- "about:Ada": "likes tea"' in prompt
    assert f'- "Ship it" (id: {goal.pk}, priority 3)' in prompt
    assert str(plan.pk) in prompt
    assert '"Ada" (human)' in prompt


def test_an_agent_forgets_and_changes_its_goal():
    agent = awake()
    living.AgentMemoryFactory(entity=agent.entity, key="old")
    goal = living.GoalFactory(entity=agent.entity)
    write(agent)
    _, options = with_model(
        called("delete_memories", keys=["old", "never"]),
        called("set_goals", "c2", goals=[{"id": str(goal.pk), "status": "completed"}]),
        Reply("Tidied."),
    )

    think(agent, **options)

    goal.refresh_from_db()
    assert (AgentMemory.objects.count(), goal.status) == (0, "completed")


@pytest.mark.parametrize(
    ("loop", "reason"), [({"maxSteps": 2}, "max_steps"), ({"maxTokensPerCycle": 100}, "max_tokens")]
)
def test_a_cycle_ends_at_its_limit(loop, reason):
    agent = awake()
    agent.config_json["loop"] = loop
    agent.save()
    write(agent)
    endless = [called("delete_memories", keys=["k"]) for _ in range(20)]
    _, options = with_model(*endless)

    think(agent, **options)

    run = run_of(agent)
    assert (run.status, run.stop_reason) == ("completed", reason)
    assert pairing.fault(held(agent).messages) == ""
    assert ToolCall.objects.values("tool_call_id").distinct().count() == run.step_count


def test_what_a_cycle_used_stands_in_the_ledger():
    agent = awake()
    write(agent)
    _, options = with_model(called("delete_memories", keys=["k"]), Reply("x", usage=Usage(20, 7)))

    think(agent, **options)

    run = run_of(agent)
    assert (run.prompt_tokens, run.completion_tokens) == (30, 12)
    assert UsageEvent.objects.filter(run=run, owner=agent.owner, roads="own").count() == 2
    assert list(verifying.differences(agent.owner)) == []
    type(run).objects.update(prompt_tokens=31)
    assert next(verifying.differences(agent.owner)).startswith(f"Run {run.pk}")
    assert set(RunStep.objects.filter(run=run).values_list("status", flat=True)) == {"completed"}


def test_an_agent_of_nobody_thinks_without_a_ledger():
    agent = awake(ANSWER)
    type(agent).objects.filter(pk=agent.pk).update(owner=None)
    write(agent)

    assert think(agent) == "saved"
    assert not UsageEvent.objects.exists()
