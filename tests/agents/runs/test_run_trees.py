"""Runs of every origin as trees: foreign steps nest, and lists find what a run holds."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from agents.models import RunStep, UsageEvent
from agents.runs import trees
from tests.agents.views.reading import texts
from tests.devcraft.visiting import htmx, signed_in
from tests.factories.agents import MORNING, RunFactory, RunStepFactory, UsageEventFactory
from tests.factories.living import ToolCallFactory
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
TRACE = "a" * 32


@pytest.fixture
def desk(owner):
    return signed_in(owner)


def told(owner, **changes):
    """A run as telemetry tells it, its steps written in the order that they came in."""
    fields = {"origin": "otlp", "session": "talk", "owner": owner, "done": True} | changes
    run = RunFactory(**fields)
    root = step(run, 4, "invoke_agent planner", kind="agent", seconds=(0, 9))
    tool = step(
        run,
        3,
        "execute_tool search",
        root,
        kind="tool",
        seconds=(2, 5),
        payload={"tool": "search", "input": "a query", "text": "a find"},
    )
    step(
        run,
        2,
        "chat",
        root,
        model="gpt-5",
        seconds=(0, 2),
        payload={"input": "Hi?", "text": "I look."},
    )
    step(
        run,
        1,
        "chat within",
        tool,
        model="gpt-5-mini",
        seconds=(3, 4),
        status="failed",
        error="It broke.",
    )
    event = UsageEventFactory(
        owner=owner, session="talk", run=run, model="gpt-5", key=f"span:{run.pk.hex}:{2:016}"
    )
    return run, event


def step(run, number, name, parent=None, *, seconds=(0, 1), **changes):
    begin, end = (MORNING + timedelta(seconds=one) for one in seconds)
    span = {"trace_id": f"{TRACE[:-4]}{run.pk.hex[:4]}", "span_id": f"{number:016}"}
    return RunStepFactory(
        run=run,
        number=number,
        name=name,
        parent=parent,
        started_at=begin,
        ended_at=end,
        duration_ms=1,
        **span,
        **changes,
    )


def shown(desk, query):
    return [row["run"] for row in desk.get(f"/runs/{query}").context["rows"]]


def test_foreign_steps_stand_as_a_tree_in_the_order_they_began(desk, owner):
    run, event = told(owner)

    answer = desk.get(f"/runs/{run.pk}/?step=2")

    steps = answer.context["told"].steps
    assert [(one.title, one.depth) for one in steps] == [
        ("invoke_agent planner", 0),
        ("gpt-5", 1),
        ("search", 1),
        ("gpt-5-mini", 2),
    ]
    assert [lane.depth for lane in answer.context["lanes"]] == [0, 1, 1, 2]
    kinds = [lane.spans[0].kind for lane in answer.context["lanes"]]
    assert kinds == ["agent", "model", "call", "failed"]
    said = texts(desk, f"/runs/{run.pk}/?step=2")
    for words in ("Went in Hi?", "Came out I look.", "a query", "a find", "It broke."):
        assert words in said
    assert f'href="{event.get_absolute_url()}"' in answer.text
    assert "held other steps" in said
    assert f"session=talk&amp;run={run.pk}" in answer.text
    assert (
        len(
            desk.get(f"/billing/requests/?period={MORNING:%Y-%m-%d}&session=talk&run={run.pk}")
            .context["page"]
            .rows
        )
        == 1
    )


def test_any_order_gives_the_same_tree_and_none_loses_a_step(owner):
    run = RunFactory(owner=owner)
    rows = [
        RunStep(run=run, number=n, started_at=MORNING + timedelta(seconds=n)) for n in range(12)
    ]
    for number, row in enumerate(rows[1:], 1):
        row.parent = rows[(number - 1) // 3]
    rows[10].parent, rows[11].parent = rows[11], rows[10]

    expected = [(row.number, depth) for row, depth in trees.ordered(rows)]
    random.Random(7).shuffle(rows)
    found = [(row.number, depth) for row, depth in trees.ordered(rows)]

    assert sorted(number for number, _ in found) == list(range(12))
    assert [one for one in found if one[0] < 10] == [one for one in expected if one[0] < 10]


def test_runs_that_share_a_session_cost_each_their_own(desk, owner):
    first, _ = told(owner)
    second, event = told(owner)
    UsageEvent.objects.filter(pk=event.pk).update(cost_pico=10**12)

    rows = {row["run"]: row["spend"].cost_pico for row in desk.get("/runs/").context["rows"]}

    assert rows == {first: 4_500_000_000, second: 10**12}
    assert desk.get(f"/runs/{second.pk}/").context["spend"].cost_pico == 10**12


def test_a_list_is_narrowed_by_what_a_run_holds(desk, owner):
    run, event = told(owner, project="-gate", branch="fix-7")
    plain = RunFactory(owner=owner, done=True)
    called = RunFactory(owner=owner, done=True)
    ToolCallFactory(run=called, tool_name="deploy", number=1)
    mission = MissionFactory(owner=owner)
    UsageEvent.objects.filter(pk=event.pk).update(mission=mission, rank=6)
    day = f"&period={MORNING:%Y-%m-%d}"

    for query in (
        "model=gpt-5",
        "model=gpt-5-mini",
        "tool=search",
        "errors=yes",
        "text=fix-7+-gate",
    ):
        assert shown(desk, f"?{query}{day}") == [run], query
    for query in ("project=-gate", f"mission={mission.pk}"):
        assert shown(desk, f"?{query}") == [run], query
    assert shown(desk, f"?tool=deploy{day}") == [called]
    assert set(shown(desk, "?period=all")) == {run, plain, called}
    assert shown(desk, "?period=2026-11-01") == []
    assert "Mission must be the number of a mission" in desk.get("/runs/?mission=gate").text
    assert len(shown(desk, "?mission=gate")) == 3
    assert "Period must be" in texts(desk, "/runs/?period=century")


def test_what_runs_now_comes_alone_when_it_is_asked_for(desk, owner):
    RunFactory(owner=owner, done=True)
    going_on = RunFactory(owner=owner, started_at=MORNING)

    text = desk.get("/runs/", headers=htmx("now")).text

    assert (text.count('id="now"'), "<h1" in text, f"/runs/{going_on.pk}/" in text) == (
        1,
        False,
        True,
    )
    assert text.count("/runs/") == 2
