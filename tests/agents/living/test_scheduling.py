"""Plans fire once each: on time, late, from two workers, for agents that are paused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agents.living import scheduling
from agents.models import InboxEvent, Plan
from tests.agents.living.company import work
from tests.agents.living.thinking import awake, rule, run_of, states
from tests.agents.test_two_imports import at_once
from tests.factories import living
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SPEAK = [rule({"text": "The plan is carried out."}, when="[Plan:")]


def plan(agent, *, at=MORNING, **columns):
    return living.PlanFactory(entity=agent.entity, scheduled_at=at, next_run_at=at, **columns)


def every_morning(agent, *, at=MORNING + timedelta(hours=1), **columns):
    fields = {"cron": "0 9 * * *", "recurring": True, "next_run_at": at}
    return living.PlanFactory(entity=agent.entity, **fields | columns)


def events(agent):
    found = InboxEvent.objects.filter(agent_entity=agent.entity).order_by("sequence")
    return list(found.values_list("event_id", flat=True))


def test_a_plan_for_one_moment_wakes_its_agent_then_and_is_completed():
    agent = awake(SPEAK)
    once = plan(agent, instruction="Look at the board.")

    early = work(MORNING - timedelta(seconds=1))
    found = work(MORNING)

    once.refresh_from_db()
    assert (early, [outcome.value for outcome in found]) == ([], ["saved"])
    assert (once.status, once.completed_at, once.next_run_at) == ("completed", MORNING, None)
    assert once.last_run_at == MORNING
    assert events(agent) == [f"{once.pk}:{MORNING.isoformat()}"]
    assert run_of(agent).trigger_type == "plan"


def test_missed_mornings_fire_once_as_the_latest_of_them():
    agent = awake(SPEAK)
    daily = every_morning(agent)
    late = datetime(2026, 11, 22, 12, tzinfo=UTC)

    work(late)

    daily.refresh_from_db()
    assert events(agent) == [f"{daily.pk}:2026-11-22T09:00:00+00:00"]
    assert daily.next_run_at == datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize("column", ["paused_at", "archived_at"])
def test_the_plan_of_an_agent_that_rests_waits_in_its_inbox_once(column):
    agent = awake(SPEAK, **{column: MORNING})
    daily = every_morning(agent)

    for day in range(5):
        work(datetime(2026, 11, 18 + day, 9, tzinfo=UTC))
    waited = states(agent)
    type(agent).objects.filter(pk=agent.pk).update(**{column: None})
    work(datetime(2026, 11, 22, 10, tzinfo=UTC))

    daily.refresh_from_db()
    assert (waited, states(agent)) == (["pending"], ["processed"])
    assert daily.next_run_at == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_plan_whose_line_is_no_recurrence_any_more_is_canceled_and_others_go_on():
    agent = awake(SPEAK)
    broken = every_morning(agent, cron="x", at=MORNING)
    plan(agent)

    work(MORNING)

    broken.refresh_from_db()
    assert (broken.status, broken.next_run_at) == ("canceled", None)
    assert states(agent) == ["processed"]


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_fire_every_plan_once():
    agent = awake()
    for _ in range(5):
        plan(agent)
        every_morning(agent, at=MORNING - DAY)

    fired = at_once(*[lambda: scheduling.fire_due(MORNING)] * 4)

    assert sum(fired) == len(events(agent)) == 10
    assert Plan.objects.filter(status="completed").count() == 5
    assert not Plan.objects.filter(status="pending", next_run_at__lte=MORNING).exists()
