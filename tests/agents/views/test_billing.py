from __future__ import annotations

from datetime import timedelta

import pytest

from agents.usage import linking
from tests.agents.facts import AT, fact, record
from tests.agents.logs import NOW, OPUS
from tests.agents.views.reading import texts
from tests.devcraft.visiting import signed_in

pytestmark = pytest.mark.django_db


def told(days, number, **changes):
    named = {"request_id": f"r{number}", "message_id": f"m{number}"}
    return fact(at=AT - timedelta(days=days), **named | changes)


@pytest.fixture
def month(owner):
    """Requests today, four days ago, two weeks ago and two months ago."""
    record(owner, *(told(days, n) for n, days in enumerate([0, 4, 14, 60])))


def test_without_logs_the_page_says_what_would_stand_here_and_how(desk):
    said = texts(desk, "/billing/")

    assert "No requests yet" in said
    assert "manage.py import_claude_code --user owner" in said


@pytest.mark.parametrize(
    ("query", "label", "requests"),
    [
        ("", "Last 7 days", "2"),
        ("?period=today", "Today", "1"),
        ("?period=week", "Last 7 days", "2"),
        ("?period=month", "Last 30 days", "3"),
        ("?period=quarter", "Last 90 days", "4"),
        ("?period=", "Last 7 days", "2"),
        ("?period=century", "Last 7 days", "2"),
        ("?period=%00", "Last 7 days", "2"),
        ("?period=today&period=week", "Last 7 days", "2"),
    ],
)
def test_a_period_shows_what_it_came_to_and_a_bad_one_is_a_week(
    desk, month, query, label, requests
):
    response = desk.get(f"/billing/{query}")

    assert response.context["chosen"].label == label
    assert response.context["spend"].requests == int(requests)
    assert f"Requests {requests}" in texts(desk, f"/billing/{query}")


def test_a_period_without_requests_is_not_an_empty_desk(desk, owner):
    record(owner, told(60, 1))

    said = texts(desk, "/billing/?period=today")

    assert "No requests yet" not in said
    assert "Nothing in this period." in said


def test_unknown_cost_is_said_and_not_counted_as_nothing(desk, owner):
    record(owner, told(0, 1), told(0, 2, model="mystery-model-9"))

    said = texts(desk, "/billing/?period=today")

    assert "Cost $0.0045" in said
    assert "1 request of unknown cost" in said
    assert "mystery-model-9 unknown" in said


def test_the_page_ranks_by_project_model_mission_and_session(desk, owner, mission):
    record(owner, told(0, 1, project="-cheap"), told(0, 2, project="-dear", model=OPUS))
    linking.link(owner=owner, subject="project", name="-dear", mission=mission, now=NOW)

    context = desk.get("/billing/").context

    tables = {table["kind"]: [row.label for row in table["rows"]] for table in context["tables"]}
    assert tables["project"] == ["-dear", "-cheap"]
    assert tables["model"][0] == OPUS
    assert tables["mission"] == ["Fix the portal gate", "Unassigned"]
    assert tables["session"] == ["s"]
    shares = {name: share.requests for name, share in context["shares"]}
    assert shares == {"assigned": 1, "assumed": 0, "unassigned": 1}


def test_one_request_is_not_said_as_several(desk, owner):
    record(owner, told(0, 1))

    said = texts(desk, "/billing/")

    assert "Unassigned $0.0045 1 request " in said
    assert "Assumed $0 0 requests" in said


def test_figures_lead_to_the_requests_behind_them(desk, owner):
    record(owner, told(0, 1, project="-a b&c=d", session=""))

    page = desk.get("/billing/").content.decode()

    assert "?period=week&amp;project=-a%20b%26c%3Dd" in page
    found = desk.get("/billing/requests/?period=week&project=-a%20b%26c%3Dd")
    assert len(found.context["page"].rows) == 1
    assert len(desk.get("/billing/requests/?session=").context["page"].rows) == 1


def test_a_stranger_sees_the_empty_page(stranger, month, hours):
    assert "No requests yet" in texts(signed_in(stranger), "/billing/")


def test_today_shows_the_two_lanes(desk, month):
    assert desk.get("/").context["lanes"].days[-1].spend.requests == 1


def test_the_mission_shows_its_lane_and_what_of_it_is_assumed(desk, owner, mission):
    empty = texts(desk, f"/missions/{mission.pk}/agents/")
    record(owner, told(0, 1), told(40, 2))
    linking.link(owner=owner, subject="session", name="s", mission=mission, now=NOW)

    said = texts(desk, f"/missions/{mission.pk}/agents/")

    assert "No agent has worked on this mission yet." in empty
    assert "Agents, all time $0.009" in said
    assert "Of it assumed $0 Requests 2" in said
