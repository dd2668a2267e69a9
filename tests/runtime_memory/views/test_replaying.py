"""Sessions as conversations, runs as timelines: order, gaps, pages, long texts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from runtime_memory.views import sessions, workflows
from tests.devcraft.visiting import signed_in
from tests.factories.runtime_memory import (
    MORNING,
    ImportBatchFactory,
    SessionFactory,
    TaskEventFactory,
    TurnFactory,
    WorkflowRunFactory,
    WorkflowStepFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(owner):
    return SessionFactory(owner=owner)


@pytest.fixture
def run(owner):
    return WorkflowRunFactory(owner=owner)


@pytest.fixture
def evidence():
    """What makes rows imported ones, which may lack what native ones never lack."""
    return {"import_batch": ImportBatchFactory()}


def read(owner, kind, row, query=""):
    answer = signed_in(owner).get(f"/memory/{kind}/{row.pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def turns_in(text):
    return [int(number) for number in re.findall(r'id="turn-(\d+)"', text)]


def test_turns_are_told_in_order_with_the_words_for_their_roles(owner, session):
    for role in ("tool", "system", "agent", "user", "assistant"):
        TurnFactory(session=session, role=role)

    text = read(owner, "sessions", session)

    assert turns_in(text) == [0, 1, 2, 3, 4]
    roles = re.findall(r'<h2 class="role">(\w+)</h2>', text)
    assert roles == ["Tool", "System", "Agent", "User", "Assistant"]


def test_missing_turns_are_flagged_where_they_are_missing(owner, evidence):
    session = SessionFactory(owner=owner, **evidence)
    for number in (1, 2, 7):
        TurnFactory(session=session, turn_index=number, **evidence)

    text = read(owner, "sessions", session)

    assert "turn 0 was never recorded" in text
    assert text.index('id="turn-2"') < text.index("turns 3 to 6 were") < text.index('id="turn-7"')


def test_a_gap_of_two_billion_turns_costs_no_more_than_one(owner, evidence):
    session = SessionFactory(owner=owner, **evidence)
    TurnFactory(session=session, turn_index=2**31 - 1, **evidence)

    assert f"turns 0 to {2**31 - 2} were" in read(owner, "sessions", session)


def test_a_long_session_is_read_page_by_page(owner, session, monkeypatch):
    monkeypatch.setattr(sessions, "TURNS", 2)
    for _ in range(5):
        TurnFactory(session=session)

    pages = [turns_in(read(owner, "sessions", session, q)) for q in ("", "?from=2", "?from=4")]

    assert pages == [[0, 1], [2, 3], [4]]
    assert 'href="?from=2"' in read(owner, "sessions", session)
    middle = read(owner, "sessions", session, "?from=2")
    assert ('href="?from=0"' in middle, 'href="?from=4"' in middle) == (True, True)
    assert "Missing" not in middle


@pytest.mark.parametrize("typed", ["-1", "x", "²", "9" * 5000, "%00", "1.5", ""])
def test_a_page_that_begins_nowhere_is_answered(owner, session, run, typed):
    TurnFactory(session=session)

    read(owner, "sessions", session, f"?from={typed}")
    read(owner, "runs", run, f"?from={typed}")


def test_a_long_turn_is_cut_and_shown_whole_on_demand(owner, session):
    TurnFactory(session=session)
    TurnFactory(session=session, content="a" * 20_001 + "END")

    text = read(owner, "sessions", session)
    whole = read(owner, "sessions", session, "?from=1&whole=yes")

    assert ("END" in text, "?from=1&amp;whole=yes" in text) == (False, True)
    assert ("END" in whole, turns_in(whole)) == (True, [1])


def test_events_stand_under_their_steps_and_between_them(owner, run):
    step = WorkflowStepFactory(workflow_run=run)
    WorkflowStepFactory(workflow_run=run, started_at=MORNING + timedelta(minutes=1))
    TaskEventFactory(workflow_run=run, step=step, message="INSIDE", created_at=MORNING)
    between = MORNING + timedelta(seconds=30)
    TaskEventFactory(workflow_run=run, message="AMID", created_at=between)

    text = read(owner, "runs", run)

    places = [text.index(mark) for mark in ('id="step-0"', "INSIDE", "AMID", 'id="step-1"')]
    assert places == sorted(places)
    assert text.count("run-event nested") == 1


def test_orphans_gaps_and_clocks_set_back_are_flagged_in_words(owner, evidence):
    run = WorkflowRunFactory(owner=owner, **evidence)
    step = WorkflowStepFactory(workflow_run=run, step_index=3, **evidence)
    for minutes in (1, 0):
        at = MORNING + timedelta(minutes=minutes)
        TaskEventFactory(workflow_run=run, step=step, created_at=at, **evidence)
    TaskEventFactory(workflow_run=None, step=step, message="of no run", **evidence)

    text = read(owner, "runs", run)

    assert "steps 0 to 2 were never recorded" in text
    assert "a clock was set back" in text
    assert text.index("Orphaned event") < text.index("of no run") < text.index('id="step-3"')


def test_a_long_run_is_read_page_by_page(owner, run, monkeypatch):
    monkeypatch.setattr(workflows, "LINES", 2)
    for _ in range(3):
        TaskEventFactory(workflow_run=run, step=WorkflowStepFactory(workflow_run=run))

    found = [
        re.findall(r'id="step-(\d)"', read(owner, "runs", run, query))
        for query in ("", "?from=2", "?from=4", "?from=6")
    ]

    assert found == [["0"], ["1"], ["2"], []]


def test_what_is_empty_says_so(owner, session, run):
    assert "This session has no turns." in read(owner, "sessions", session)
    assert "no steps and no events" in read(owner, "runs", run)
