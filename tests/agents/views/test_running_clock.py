"""While a clock runs, every page counts the same seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from missions import timer
from missions.models import LocalDay, Mission
from tests.agents.facts import fact, record
from tests.agents.views.reading import texts
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
YESTERDAY = datetime(2026, 11, 17, 22, 0, tzinfo=UTC)  # an hour before midnight in Berlin


@pytest.fixture
def running(owner, mission, hours):
    record(owner, fact())
    timer.start(user=owner, mission=mission, now=YESTERDAY)
    return mission


def seconds(lanes):
    return [day.seconds for day in lanes.days[-2:]]


def test_today_billing_and_the_mission_agree(desk, running):
    today = desk.get("/").context
    billing = desk.get("/billing/").context
    lane = desk.get(f"/missions/{running.pk}/agents/").context

    expected = [3600, 10 * 3600]
    assert seconds(today["lanes"]) == seconds(billing["days"]) == seconds(lane["days"]) == expected
    assert [day.timed_seconds for day in today["days"].sums[-2:]] == expected


def test_the_page_of_a_day_counts_it_too(desk, running):
    for day, clock in (("2026-11-17", "1:00:00"), ("2026-11-18", "10:00:00")):
        assert f"Fix the portal gate {clock} 0:00:00 Together {clock}" in texts(
            desk, f"/missions/days/{day}/"
        )
    assert LocalDay.objects.filter(timed_seconds__gt=0).count() == 0


def test_the_days_of_the_mission_count_it_too(desk, running):
    rows = desk.get(f"/missions/{running.pk}/time/").context["totals"]

    assert [row.timed_seconds for row in rows] == [36_000, 3600]


def test_it_is_added_to_what_the_mission_has_on_that_day(desk, owner, mission):
    earlier = YESTERDAY - timedelta(hours=3)
    timer.start(user=owner, mission=mission, now=earlier)
    timer.pause(user=owner, mission=mission, now=earlier + timedelta(minutes=30))
    timer.start(user=owner, mission=Mission.objects.get(), now=YESTERDAY)

    context = desk.get("/missions/days/2026-11-17/").context

    assert context["sum"].timed_seconds == 5400
    assert [row.timed_seconds for row in context["totals"]] == [5400]


def test_after_the_pause_nothing_has_changed(desk, owner, running, hours):
    before = seconds(desk.get("/billing/").context["days"])
    timer.pause(user=owner, mission=running, now=datetime.now(UTC))

    after = desk.get("/billing/").context["days"]

    assert seconds(after) == before
    assert seconds(desk.get("/").context["lanes"]) == before


def test_another_missions_clock_is_not_counted(desk, owner, running):
    other = MissionFactory(owner=owner)

    assert seconds(desk.get(f"/missions/{other.pk}/agents/").context["days"]) == [0, 0]


def test_the_mission_shows_its_minutes_before_an_agent_worked_on_it(desk, running):
    said = texts(desk, f"/missions/{running.pk}/agents/")

    assert "No agent has worked on this mission yet." in said
    assert "11 h 0 min of focus and $0 of agents." in said
