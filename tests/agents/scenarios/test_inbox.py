"""Scenarios 5, 6, 12, 29, 35, 41 and 42: what wakes agents, once each."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from agents.models import Agent, InboxEvent, SmartSpaceMessage
from tests.agents.living.company import room, speak, texts
from tests.agents.living.thinking import call_in, held, run_of, said, states, write
from tests.agents.scenarios.playing import END, SKIP, call, calls, rule, say
from tests.factories import living
from tests.factories.agents import MORNING
from tests.runtime_memory.api.programs import Program

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
JIRA = {"serviceName": "jira", "payload": {"issue": 7, "labels": ["a", None]}}


def test_scenario_5_a_plan_by_cron_speaks_in_three_spaces_and_moves_on_a_day(cast):
    agent, nine = cast.agent(), datetime(2026, 11, 18, 9, tzinfo=UTC)
    spaces = [agent.space, *living.SmartSpaceFactory.create_batch(2, owner=agent.owner)]
    for space in spaces[1:]:
        living.MembershipFactory(smart_space=space, entity=agent.entity)
    greetings = [call("send_message", spaceId=str(s.pk), text="Good morning.") for s in spaces]
    cast.follow(agent, rule(calls(*greetings), END, when="[Plan:"))
    daily = living.PlanFactory(
        entity=agent.entity, cron="0 9 * * *", recurring=True, next_run_at=nine
    )

    assert (cast.work(nine - HOUR), cast.work(nine)) == ([], ["saved"])

    daily.refresh_from_db()
    assert [texts(space) for space in spaces] == [["Good morning."]] * 3
    assert run_of(agent).trigger_type == "plan"
    assert (daily.next_run_at, daily.last_run_at, daily.status) == (nine + DAY, nine, "pending")


def test_scenario_6_a_service_wakes_an_agent_which_speaks_in_its_space(cast):
    agent = cast.agent()
    cast.follow(agent, rule(say("Seen.", spaceId=str(agent.space.pk)), END, when="[Service:"))
    program = Program(agent.owner, "agents:trigger").client

    answer = program.post(
        f"/api/agents/{agent.slug}/trigger", JIRA, content_type="application/json"
    )
    cast.think(agent, now=datetime(2100, 1, 1, tzinfo=UTC))

    assert answer.status_code == 202
    run = run_of(agent)
    assert (run.trigger_type, run.trigger_payload) == ("service", JIRA["payload"])
    assert said(agent) == ["Seen."]


def test_scenario_12_what_arrives_meanwhile_is_previewed_and_peeked_once(cast):
    goal = calls(call("set_goals", goals=[{"description": "Begin"}]))
    agent = cast.agent(rule(goal, calls(call("peek_inbox", count=5)), END))
    write(agent, "Begin.")

    cast.think(agent, meanwhile=lambda number: number == 2 and write(agent, "x" * 60))

    first, second, third = cast.told()
    assert first[-1]["content"].startswith("INBOX (1 event")
    assert second[-1]["content"].splitlines() == [
        "now=2026-11-18T08:00:00+00:00, 0 s into this cycle: 1 event waits;"
        " peek_inbox takes them into it.",
        f'- ["Desk"] "Ada" (human): "{"x" * 50}…"',
    ]
    (answer,) = [part["output"] for part in third[-1]["content"]]
    assert ([e["data"]["content"] for e in answer["events"]], answer["remaining"]) == (
        ["x" * 60],
        0,
    )
    assert (states(agent), run_of(agent).inbox_event_count) == (["processed"] * 2, 2)
    assert cast.think(agent) == "idle"
    assert "now=" not in str(held(agent).messages[1:])


def test_scenario_29_an_event_that_comes_again_at_any_time_is_told_once(cast):
    agent = cast.agent(rule(calls(call("get_memories")), END))
    call_in(agent, "e")
    call_in(agent, "e")

    cast.think(agent, meanwhile=lambda _: call_in(agent, "e"))
    call_in(agent, "e")

    assert (cast.think(agent), states(agent)) == ("idle", ["processed"])
    assert run_of(agent).inbox_event_count == 1


def test_scenario_35_two_agents_that_greet_one_another_stay_bounded_by_the_hour(cast):
    space, agents, _ = room([], [])
    for agent in agents:
        cast.follow(agent, rule(say("Hello {sender}"), END))
    speak(space, agents[0].entity)

    now = MORNING
    while now < MORNING + 3 * HOUR:
        cast.work(now)
        following = InboxEvent.objects.filter(status="pending").earliest("available_at")
        now = max(now + timedelta(seconds=1), following.available_at)

    said = SmartSpaceMessage.objects.filter(smart_space=space, created_at__lt=MORNING + 3 * HOUR)
    hours = Counter((m.created_at - MORNING) // HOUR for m in said)
    assert hours[0] <= 16
    assert all(1 <= hours[hour] <= 2 for hour in (1, 2))
    assert InboxEvent.objects.filter(status="failed").count() == 0


def test_scenario_41_one_cycle_per_interval_in_active_hours_and_real_events_at_any_time(cast):
    heart = {"enabled": True, "intervalMinutes": 120, "timezone": "UTC"}
    agent = cast.agent(rule(SKIP), heartbeat=heart | {"activeHours": {"start": 8, "end": 14}})
    Agent.objects.filter(pk=agent.pk).update(created_at=MORNING)

    found = [hour for hour in range(24) if cast.work(MORNING + hour * HOUR)]
    write(agent, now=MORNING + DAY)
    cast.work(MORNING + DAY)

    assert found == [2, 4]
    assert agent.runs.count() == 3
    assert set(states(agent)) == {"processed"}


def test_scenario_42_a_plan_that_fell_due_while_nobody_worked_fires_once(cast):
    agent = cast.agent(rule({"text": "Carried out."}, when="[Plan:"))
    plan = living.PlanFactory(entity=agent.entity, scheduled_at=MORNING, next_run_at=MORNING)

    found = [cast.work(MORNING + 3 * DAY), cast.work(MORNING + 4 * DAY)]

    plan.refresh_from_db()
    assert found == [["saved"], []]
    assert (states(agent), plan.status) == (["processed"], "completed")
