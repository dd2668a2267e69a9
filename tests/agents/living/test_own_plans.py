"""set_plans, get_plans and delete_plans as a model calls them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agents.living.acting.acts import Acting
from agents.models import Plan, Run
from devcraft.refusing import Refused
from tests.agents.living.thinking import awake, perform
from tests.factories import living
from tests.factories.agents import MORNING, RunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    agent = awake()
    type(agent.owner).objects.filter(pk=agent.owner.pk).update(zone="Europe/Berlin")
    return agent


def call(agent, name, **args):
    run = Run.objects.filter(agent=agent).first()
    run = run or RunFactory(agent=agent, agent_entity=agent.entity, done=True)
    entity = type(agent.entity).objects.get(pk=agent.entity.pk)
    return perform(name, args, Acting(run, entity, "k", MORNING))


def plan(agent, **given):
    (told,) = call(agent, "set_plans", plans=[{"name": "Look", **given}])["plans"]
    return told, Plan.objects.get(pk=told["id"])


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"runAfter": "30 minutes"}, MORNING + timedelta(minutes=30)),
        ({"runAfter": "1 hour"}, MORNING + timedelta(hours=1)),
        ({"runAfter": "1.5 days"}, MORNING + timedelta(hours=36)),
        ({"runAfter": "2weeks"}, MORNING + timedelta(weeks=2)),
        ({"scheduledAt": "2026-12-01T09:00Z"}, datetime(2026, 12, 1, 9, tzinfo=UTC)),
        ({"scheduledAt": "2026-12-01T09:00"}, datetime(2026, 12, 1, 8, tzinfo=UTC)),
        (
            {"scheduledAt": "2026-12-01T09:00", "zone": "Asia/Tokyo"},
            datetime(2026, 12, 1, tzinfo=UTC),
        ),
    ],
)
def test_a_plan_for_once_knows_its_moment(agent, given, at):
    told, made = plan(agent, **given)

    assert (made.next_run_at, made.scheduled_at, made.is_recurring) == (at, at, False)
    assert told["nextRunAt"] == at.isoformat()


@pytest.mark.parametrize(
    ("given", "zone", "hour"), [({}, "Europe/Berlin", 8), ({"zone": "Asia/Tokyo"}, "Asia/Tokyo", 0)]
)
def test_a_plan_by_cron_runs_on_the_clock_of_its_zone_or_its_owners(agent, given, zone, hour):
    told, made = plan(agent, cron=" 0  9 * * * ", **given)

    assert (made.cron, made.zone, made.is_recurring) == ("0 9 * * *", zone, True)
    assert made.next_run_at == datetime(2026, 11, 19, hour, tzinfo=UTC)
    assert (told["cron"], told["zone"]) == ("0 9 * * *", zone)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "plan needs a name and one of cron, scheduledAt, runAfter."),
        (
            {"cron": "0 9 * * *", "runAfter": "1 day"},
            "runAfter cannot stand beside cron; give one of cron, scheduledAt, runAfter.",
        ),
        ({"cron": "0 25 * * *"}, "cron is wrong: bad hour."),
        (
            {"cron": "tomorrow"},
            "cron must have five fields: minute hour day month weekday.",
        ),
        (
            {"cron": "0 9 * * *", "zone": "Mars/One"},
            "zone must be a zone such as Europe/Berlin.",
        ),
        ({"runAfter": "soon"}, "runAfter must be a number and minute, hour, day or week."),
        (
            {"runAfter": "0 days"},
            "runAfter must lie ahead, within ten years; it is 2026-11-18T08:00:00+00:00 now.",
        ),
        (
            {"runAfter": "999999 weeks"},
            "runAfter must lie ahead, within ten years; it is 2026-11-18T08:00:00+00:00 now.",
        ),
        (
            {"scheduledAt": "2026-11-18T08:00Z"},
            "scheduledAt must lie ahead, within ten years; it is 2026-11-18T08:00:00+00:00 now.",
        ),
        ({"scheduledAt": "9999-12-31T23:59-23:59"}, "scheduledAt must be a moment such as"),
        ({"scheduledAt": "at noon"}, "scheduledAt must be a moment such as 2026-11-18T09:00Z."),
    ],
)
def test_a_plan_that_would_never_run_is_refused_and_none_is_kept(agent, given, sentence):
    good = {"name": "Good", "runAfter": "1 day"}

    with pytest.raises(Refused) as refused:
        call(agent, "set_plans", plans=[{"name": "Look", **given}, good])

    assert str(refused.value).startswith(sentence)
    assert not Plan.objects.exists()


def test_a_plan_is_changed_by_its_id_from_once_to_always_and_to_another_zone(agent):
    _, made = plan(agent, runAfter="1 day")

    call(agent, "set_plans", plans=[{"id": str(made.pk), "cron": "0 9 * * *"}])
    call(agent, "set_plans", plans=[{"id": str(made.pk), "zone": "UTC", "instruction": "Go."}])

    made.refresh_from_db()
    assert (made.name, made.instruction, made.cron, made.zone) == (
        *("Look", "Go.", "0 9 * * *", "UTC"),
    )
    assert made.next_run_at == datetime(2026, 11, 18, 9, tzinfo=UTC)
    assert made.scheduled_at is None


def test_a_zone_alone_means_nothing_to_a_plan_for_once(agent):
    _, made = plan(agent, runAfter="1 day")

    with pytest.raises(Refused, match="zone is for a plan with cron"):
        call(agent, "set_plans", plans=[{"id": str(made.pk), "zone": "UTC"}])


@pytest.mark.parametrize("what", ["another agent's", "completed", "no id"])
def test_only_own_pending_plans_can_be_changed(agent, what):
    other = living.PlanFactory()
    done = living.PlanFactory(
        entity=agent.entity, status="completed", completed_at=MORNING, next_run_at=None
    )
    given = {"another agent's": str(other.pk), "completed": str(done.pk), "no id": "x"}[what]

    with pytest.raises(Refused, match="id names no"):
        call(agent, "set_plans", plans=[{"id": given, "name": "Mine"}])

    assert not Plan.objects.filter(name="Mine").exists()


def test_plans_are_read_by_status_and_canceled_by_id(agent):
    _, made = plan(agent, runAfter="1 day")
    foreign = living.PlanFactory()

    before = call(agent, "get_plans")
    gone = call(agent, "delete_plans", planIds=[str(made.pk), str(foreign.pk), "x"])
    after = call(agent, "get_plans"), call(agent, "get_plans", status="canceled")

    assert [each["id"] for each in before["plans"]] == [str(made.pk)]
    assert gone == {"success": True, "deleted": 1, "notFound": [str(foreign.pk), "x"]}
    assert [found["total"] for found in after] == [0, 1]
    assert Plan.objects.get(pk=foreign.pk).status == "pending"


def test_there_is_an_end_to_plans(agent):
    plans = [{"name": "p", "runAfter": "1 day"}] * 50
    for _ in range(4):
        call(agent, "set_plans", plans=plans)

    with pytest.raises(Refused, match="plans may be 200 at most"):
        call(agent, "set_plans", plans=plans[:1])
