"""The list of runs: every origin, narrowed by its address."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.agents.runs.lived import HOSTILE, lived
from tests.devcraft.visiting import htmx, signed_in
from tests.factories.agents import MORNING, AgentFactory, RunFactory, UsageEventFactory
from tests.factories.living import LivingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(owner):
    return signed_in(owner)


def shown(desk, query=""):
    return [row["run"] for row in desk.get(f"/runs/{query}").context["rows"]]


def test_without_runs_the_page_says_where_they_come_from(desk):
    assert "Nothing ran yet." in desk.get("/runs/").text


def test_runs_of_all_origins_stand_in_one_list_the_newest_first(desk, owner):
    old = RunFactory(owner=owner, done=True, started_at=MORNING - timedelta(days=1))
    foreign = RunFactory(foreign=True, owner=owner, started_at=MORNING)
    shared = RunFactory(done=True, started_at=MORNING + timedelta(hours=1))
    RunFactory(foreign=True)

    assert shown(desk) == [shared, foreign, old]


def test_each_run_says_what_it_cost(desk, owner):
    lived(owner)

    (row,) = desk.get("/runs/").context["rows"]

    assert row["spend"].requests == 2


def test_filters_stand_in_the_address(desk, owner):
    agent = LivingFactory(owner=owner)
    about = {"agent": agent, "agent_entity": agent.entity, "owner": owner}
    failed = RunFactory(**about, status="failed", completed_at=MORNING, trigger_type="plan")
    done = RunFactory(owner=owner, done=True)
    foreign = RunFactory(foreign=True, owner=owner, agent=AgentFactory(owner=owner))

    assert shown(desk, "?status=failed") == [failed]
    assert shown(desk, "?trigger=plan") == [failed]
    assert shown(desk, f"?agent={agent.slug}") == [failed]
    assert shown(desk, f"?agent={foreign.agent_id}") == [foreign]
    assert shown(desk, "?origin=claude_code") == [foreign]
    assert shown(desk, f"?agent={agent.slug}&status=completed") == []
    assert set(shown(desk, "?status=&agent=&origin=own")) == {failed, done}


@pytest.mark.parametrize("query", ["?status=lost", "?agent=nobody", "?origin=%00x", "?trigger=🜁"])
def test_a_filter_that_is_none_is_left_out_and_said(desk, owner, query):
    run = RunFactory(owner=owner, done=True)

    answer = desk.get(f"/runs/{query}")

    assert [row["run"] for row in answer.context["rows"]] == [run]
    assert "it was left out" in answer.text


def test_agents_of_others_cannot_be_asked_for(desk):
    other = LivingFactory()

    pages = [desk.get(f"/runs/?agent={name}").text for name in (other.slug, other.pk)]

    assert all("it was left out" in page for page in pages)


def test_nothing_that_matches_offers_a_way_out(desk, owner):
    RunFactory(owner=owner, done=True)

    assert "Drop the filters" in desk.get("/runs/?status=failed").text


def test_the_list_turns_its_pages(desk, owner):
    for number in range(60):
        RunFactory(owner=owner, done=True, started_at=MORNING + timedelta(minutes=number))

    first = desk.get("/runs/")
    second = desk.get("/runs/", {"after": first.context["page"].older})

    assert [len(answer.context["rows"]) for answer in (first, second)] == [50, 10]


def test_the_rows_come_alone_when_they_are_asked_for(desk, owner):
    RunFactory(owner=owner, done=True)

    text = desk.get("/runs/?status=completed", headers=htmx("rows")).text

    assert (text.count('id="rows"'), "<h1" in text) == (1, False)


def test_hostile_names_are_shown_as_names(desk, owner):
    agent = LivingFactory(owner=owner, name=HOSTILE)
    RunFactory(agent=agent, agent_entity=agent.entity, owner=owner, done=True, error=HOSTILE)
    UsageEventFactory(owner=owner)

    page = desk.get("/runs/").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_runs_are_reached_from_agents_and_from_requests(desk, owner):
    run = lived(owner)
    event = run.events.first()

    assert 'href="/runs/"' in desk.get("/agents/").text
    assert f'href="/runs/{run.pk}/"' in desk.get(f"/agents/{run.agent.slug}/runs/").text
    assert f'href="/runs/{run.pk}/"' in desk.get(event.get_absolute_url()).text
    assert f'href="/runs/{run.pk}/"' in desk.get(f"/billing/requests/?session={run.pk}").text
