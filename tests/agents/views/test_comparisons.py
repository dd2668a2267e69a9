"""Sessions, models, tools and missions side by side, each leading to what is behind it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agents.usage import comparing, linking
from agents.usage.reports import Spend
from missions.models import Mission
from tests.agents.facts import fact, record
from tests.agents.logs import NOW, OPUS, SONNET
from tests.agents.runs.lived import lived
from tests.agents.views.reading import texts
from tests.factories.agents import RunFactory, RunStepFactory
from tests.factories.living import ToolCallFactory

pytestmark = pytest.mark.django_db


def test_sessions_stand_by_their_cost_and_lead_to_their_runs(desk, owner):
    record(
        owner,
        fact(session="cheap"),
        fact(request_id="r2", message_id="m2", session="dear", model=OPUS),
    )
    own = lived(owner)

    answer = desk.get("/billing/sessions/?period=all")

    rows = answer.context["rows"]
    assert [one["row"].subject for one in rows][:2] == ["dear", "cheap"]
    assert {one["run"].session for one in rows[:2]} == {"dear", "cheap"}
    assert f"/runs/{own.pk}/" in answer.text
    assert "?period=all&amp;session=dear" in answer.text


def test_models_are_compared_by_what_a_million_tokens_came_to(desk, owner):
    record(
        owner, fact(cache_read_tokens=3000), fact(request_id="x", message_id="x", model="mystery-9")
    )

    answer = desk.get("/billing/models/")

    found = {one["row"].label: one["compared"] for one in answer.context["rows"]}
    assert found[SONNET].cached == 0.75
    assert found[SONNET].per_million == round(5_400_000_000 * 10**6 / 4100)
    assert found["mystery-9"].per_million is None
    assert "model=mystery-9&amp;cost=unknown" in answer.text


def test_a_million_of_nothing_has_no_price():
    assert comparing.of(Spend()) == comparing.Compared(None, None, 0.0)


def test_tools_are_counted_in_runs_of_every_origin(desk, owner):
    run = RunFactory(owner=owner, done=True)
    failed = {"state": "failed", "started_at": NOW, "ended_at": NOW}
    for number in range(3):
        ToolCallFactory(
            run=run, tool_name="deploy", number=number + 1, **(failed if number else {})
        )
    foreign = RunFactory(foreign=True, owner=owner)
    for number, error in enumerate(["", "It broke."]):
        RunStepFactory(
            run=foreign,
            number=number,
            kind="tool",
            name="x",
            payload={"tool": "deploy"},
            error=error,
        )
    ToolCallFactory(
        run=RunFactory(done=True, owner=lived_elsewhere()), tool_name="secret", number=1
    )

    answer = desk.get("/billing/tools/?period=all")

    (tool,) = answer.context["tools"].rows
    assert (tool.name, tool.calls, tool.failed, tool.share) == ("deploy", 5, 3, 0.6)
    leads = "/runs/?period=all&amp;tool=deploy&amp;errors=yes"
    assert leads in answer.text
    listed = desk.get(leads.replace("&amp;", "&")).context["rows"]
    assert {row["run"] for row in listed} == {run, foreign}


def lived_elsewhere():
    return RunFactory(foreign=True).owner


def test_a_mission_says_what_its_points_cost(desk, owner, mission):
    record(owner, fact(input_tokens=10**6))
    linking.link(owner=owner, subject="project", name="-p", mission=mission, now=NOW)
    Mission.objects.filter(pk=mission.pk).update(
        status="done", score=Decimal(6), valor=Decimal(1), ended_at=NOW, started_at=NOW
    )

    (row,) = desk.get("/billing/by/mission/").context["table"]["rows"]

    assert row.points_per_dollar.quantize(Decimal("0.001")) == Decimal("1.999")
    assert "per dollar" in texts(desk, "/billing/by/mission/")
    assert "Points per dollar" in texts(desk, f"/missions/{mission.pk}/agents/")


def test_points_are_not_set_against_a_cost_that_is_not_known(desk, owner, mission):
    record(owner, fact(), fact(request_id="x", message_id="x", model="mystery-9"))
    linking.link(owner=owner, subject="project", name="-p", mission=mission, now=NOW)

    (row,) = desk.get("/billing/by/mission/").context["table"]["rows"]

    assert row.points_per_dollar is None
