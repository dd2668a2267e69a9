"""Figures lead to the rows behind them, and pages of missions to what agents used."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.usage import linking
from agents.views import ranking
from tests.agents.facts import AT, fact, many, record
from tests.agents.logs import NOW
from tests.agents.views.reading import texts
from tests.devcraft.visiting import htmx
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
DAY = "2026-11-18"


def html_of(client, url, **headers):
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def twelve(owner):
    """Twelve projects and sessions, each dearer than the one before."""
    for number in range(12):
        named = {"project": f"-{number:02}", "session": f"s{number:02}"}
        told = {"request_id": f"r{number}", "message_id": f"m{number}", **named}
        record(owner, fact(input_tokens=1000 * (number + 1), **told))


def test_bars_and_rows_of_a_day_lead_to_its_requests(desk, owner):
    record(owner, fact())

    for page in ("/", "/billing/"):
        html = html_of(desk, page)
        assert html.count(f'href="/billing/requests/?period={DAY}"') == 3  # two charts, one row
        assert f'href="/missions/days/{DAY}/"' in html
    assert "-p" in texts(desk, f"/billing/requests/?period={DAY}")


def test_bars_of_a_mission_lead_to_its_requests_alone(desk, owner, mission):
    record(owner, fact())
    linking.link(owner=owner, subject="project", name="-p", mission=mission, now=NOW)

    html = html_of(desk, f"/missions/{mission.pk}/agents/")

    assert f'href="/billing/requests/?mission={mission.pk}&amp;period={DAY}"' in html


def test_the_headline_figures_of_a_mission_lead_to_its_requests(desk, owner, mission):
    old = AT - timedelta(days=400)
    record(owner, fact(at=old), fact(at=old, request_id="x", message_id="x", model="mystery-9"))
    linking.link(owner=owner, subject="project", name="-p", mission=mission, now=NOW)

    html = html_of(desk, f"/missions/{mission.pk}/agents/")

    behind = f"/billing/requests/?period=all&amp;mission={mission.pk}"
    assert html.count(f'href="{behind}"') == 4  # cost, requests, tokens, the latest
    for more in ("share=assumed", "cost=unknown"):
        assert f'href="{behind}&amp;{more}"' in html
    assert f'href="/missions/{mission.pk}/time/"' in html
    assert len(desk.get(behind.replace("&amp;", "&")).context["page"].rows) == 2


def test_a_ranking_ends_with_what_the_others_came_to(desk, twelve):
    tables = {table["kind"]: table for table in desk.get("/billing/").context["tables"]}

    for kind in ("project", "session"):
        assert len(tables[kind]["rows"]) == 8
        assert tables[kind]["others"].requests == 4
        at = {"project": "by/project", "session": "sessions"}[kind]
        assert f'href="/billing/{at}/?period=week"' in html_of(desk, "/billing/")
    assert tables["model"]["others"].requests == 0


@pytest.mark.parametrize(("kind", "rows"), [("project", 12), ("session", 12), ("model", 1)])
def test_a_whole_ranking_names_everything(desk, twelve, kind, rows):
    table = desk.get(f"/billing/by/{kind}/").context["table"]

    assert (len(table["rows"]), table["others"].requests) == (rows, 0)


@pytest.mark.parametrize("kind", ["project", "session"])
def test_a_long_ranking_turns_its_pages_there_and_back(desk, twelve, monkeypatch, kind):
    monkeypatch.setattr(ranking, "SIZE", 5)

    def at(**cursor):
        context = desk.get(f"/billing/by/{kind}/", cursor).context
        return context["page"], [row.label for row in context["table"]["rows"]]

    first, names = at()
    second, more = at(after=first.older)
    third, last = at(after=second.older)
    _, back = at(before=third.newer)

    assert [*names, *more, *last] == sorted([*names, *more, *last], reverse=True)
    assert (len(last), third.older, back) == (2, "", more)
    assert at(after="forged")[1] == names


@pytest.mark.parametrize("kind", ["planet", "all", "link", "assumed", "actor"])
def test_there_is_no_ranking_of_what_is_no_subject(desk, kind):
    assert desk.get(f"/billing/by/{kind}/").status_code == 404


def test_the_brief_asks_for_the_lanes_in_short_and_links_there(desk, owner, mission):
    record(owner, fact(model="mystery-9"), fact(request_id="r2", message_id="m2"))
    linking.link(owner=owner, subject="project", name="-p", mission=mission, now=NOW)
    url = f"/missions/{mission.pk}/agents/"

    brief, short = (
        html_of(desk, f"/missions/{mission.pk}/"),
        html_of(desk, url, **htmx("lanes-in-short")),
    )

    assert f'href="{url}" hx-get="{url}"' in brief
    assert short.strip().startswith('<section class="card" id="lanes-in-short"')
    for said in ("0 s", "2.2 k", "$0.0045", "1 request of unknown cost is not in the sum", url):
        assert said in short


def test_the_page_of_a_day_asks_for_the_cost_of_its_agents(desk, owner):
    record(owner, *many(3), fact(at=AT - timedelta(days=1), request_id="y", message_id="y"))
    url = f"/billing/?period={DAY}"

    day, cost = html_of(desk, f"/missions/days/{DAY}/"), html_of(desk, url, **htmx("cost"))

    assert f'href="{url}" hx-get="{url}"' in day
    assert cost.strip().startswith('<section class="card" id="cost"')
    assert f'href="/billing/requests/?period={DAY}">$0.01</a>' in cost
    assert "No agent was at work on this day." in html_of(
        desk, "/billing/?period=2026-11-01", **htmx("cost")
    )


def test_today_says_when_agents_were_last_at_work(desk, owner):
    record(owner, fact(at=AT - timedelta(days=300)))
    empty_desk = texts(desk, "/")
    MissionFactory(owner=owner)

    for said in (empty_desk, texts(desk, "/")):
        assert "the last request was on 22 January 2026" in said
        assert "import_claude_code" not in said


def test_today_offers_to_bring_logs_in_while_there_are_none(desk):
    assert "import_claude_code" in texts(desk, "/")
