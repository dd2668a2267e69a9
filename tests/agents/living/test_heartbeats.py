"""Heartbeats: one per interval of silence, in active hours alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agents.living import beating
from agents.living.config.thinking import Heartbeat
from agents.models import Agent, InboxEvent
from tests.agents.living.company import work
from tests.agents.living.thinking import awake, rule, write
from tests.agents.test_two_imports import at_once
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db
SKIP = [rule({"calls": [{"name": "skip"}]})]
INTERVAL = timedelta(hours=2)


def beating_agent(**heartbeat):
    agent = awake(SKIP)
    agent.config_json["heartbeat"] = {"enabled": True, "intervalMinutes": 120, **heartbeat}
    agent.save()
    Agent.objects.filter(pk=agent.pk).update(created_at=MORNING)
    return agent


def beats(agent):
    return InboxEvent.objects.filter(agent_entity=agent.entity, event_type="heartbeat").count()


def hour_by_hour(agent, hours):
    """In which of HOURS after MORNING the heart beat."""
    found = []
    for hour in range(hours):
        before = beats(agent)
        work(MORNING + timedelta(hours=hour))
        found += [hour] if beats(agent) > before else []
    return found


def test_a_heart_that_is_not_enabled_does_not_beat():
    assert hour_by_hour(beating_agent(enabled=False), 6) == []


def test_what_wakes_an_agent_puts_its_heartbeat_off():
    agent = beating_agent()
    late = MORNING + timedelta(minutes=90)
    write(agent, now=late)
    work(late)

    early, due = beating.beat(MORNING + INTERVAL), beating.beat(late + INTERVAL)

    assert (early, due) == (0, 1)


def test_a_heart_does_not_beat_again_before_its_agent_thought():
    agent = beating_agent()

    found = [beating.beat(MORNING + INTERVAL * number) for number in (1, 2, 3)]

    assert (found, beats(agent)) == ([1, 0, 0], 1)


@pytest.mark.parametrize("column", ["paused_at", "archived_at"])
def test_the_heart_of_an_agent_that_rests_does_not_beat(column):
    agent = beating_agent()
    Agent.objects.filter(pk=agent.pk).update(**{column: MORNING})

    assert beating.beat(MORNING + INTERVAL) == 0


def test_a_part_of_a_config_that_is_wrong_is_passed_over():
    beating_agent(intervalMinutes="often")

    assert beating.beat(MORNING + INTERVAL) == 0


@pytest.mark.parametrize(
    ("hours", "active"),
    [
        ((8, 22), {8, 12, 21}),
        ((22, 6), {22, 23, 0, 5}),
        ((0, 24), {0, 5, 6, 7, 8, 12, 21, 22, 23}),
        ((23, 1), {23, 0}),
    ],
)
def test_active_hours_may_pass_midnight(hours, active):
    wanted = Heartbeat.model_validate(
        {
            "enabled": True,
            "activeHours": dict(zip(("start", "end"), hours, strict=True)),
            "timezone": "Asia/Kathmandu",
        }
    )
    clock = {
        hour: datetime(2026, 11, 18, hour, 15, tzinfo=UTC) - timedelta(hours=5, minutes=45)
        for hour in (0, 5, 6, 7, 8, 12, 21, 22, 23)
    }

    assert {hour for hour, at in clock.items() if beating.is_active(wanted, at)} == active


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_make_one_heartbeat():
    agent = beating_agent()

    made = at_once(*[lambda: beating.beat(MORNING + INTERVAL)] * 4)

    assert (sum(made), beats(agent)) == (1, 1)
