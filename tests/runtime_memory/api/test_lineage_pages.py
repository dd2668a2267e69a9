"""Pages of `/lineage/runs`: filters, order, cursors over ties, and what is refused."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from runtime_memory.api.wishes import NAMES, SIGNER
from tests.factories.runtime_memory import (
    MORNING,
    DeployOutcomeFactory,
    TaskEventFactory,
    WorkflowRunFactory,
    promoted,
)
from tests.runtime_memory.api.programs import Program

pytestmark = pytest.mark.django_db
DEFAULTS = {
    "order": "desc",
    "cursor": None,
    "status": None,
    "triggerSource": None,
    "startedAfter": None,
    "startedBefore": None,
}


@pytest.fixture
def program(owner):
    return Program(owner, "memory:read")


def minute(number):
    return MORNING + timedelta(minutes=number)


def walked(program, **query):
    """All runs, page by page, each page asked for by the cursor of the one before."""
    ids, cursor = [], {}
    for page in count(1):
        answer = program.ask("runs", **query, **cursor).json()
        ids += [run["id"] for run in answer["runs"]]
        assert answer["count"] == len(answer["runs"]) <= answer["limit"]
        assert answer["page"]["hasMore"] is (answer["page"]["nextCursor"] is not None)
        if not answer["page"]["hasMore"]:
            return ids, page
        cursor = {"cursor": answer["page"]["nextCursor"]}
    return None


def test_a_page_says_what_it_was_asked_for(program, owner):
    run = WorkflowRunFactory(owner=owner)
    answer = program.ask("runs").json()

    assert list(answer) == ["timestamp", "limit", "count", "page", "filters", "runs"]
    assert (answer["limit"], answer["count"]) == (20, 1)
    assert answer["page"] == {"hasMore": False, "nextCursor": None}
    assert list(answer["filters"].items()) == list(DEFAULTS.items())
    assert answer["runs"][0]["id"] == run.pk


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_every_run_is_met_once_over_ties_whatever_the_page(program, owner, order, limit):
    made = [
        WorkflowRunFactory(owner=None if n % 3 else owner, started_at=minute(n // 5))
        for n in range(17)
    ]
    expected = sorted(made, key=lambda run: (run.started_at, run.pk), reverse=order == "desc")

    ids, pages = walked(program, limit=limit, order=order)

    assert ids == [run.pk for run in expected]
    assert pages == -(-17 // limit)


def test_runs_that_begin_meanwhile_do_not_shift_a_walk(program, owner):
    made = [WorkflowRunFactory(owner=owner, started_at=minute(n)) for n in range(4)]
    cursor = program.ask("runs", limit=2).json()["page"]["nextCursor"]
    WorkflowRunFactory(owner=owner, started_at=minute(9))

    rest = program.ask("runs", cursor=cursor).json()["runs"]

    assert [run["id"] for run in rest] == [made[1].pk, made[0].pk]


def test_a_cursor_goes_on_under_the_same_filters(program, owner):
    for number in range(6):
        ended = {"ended": True} if number % 2 else {}
        WorkflowRunFactory(owner=owner, started_at=minute(number // 3), **ended)

    ids, pages = walked(program, limit=1, status="succeeded")

    assert (len(set(ids)), pages) == (3, 3)


def test_ids_of_any_kind_carry_a_cursor(program, owner):
    for key in ("a|b", "ü:1", "'; --", "x" * 600, "%00", "|"):
        WorkflowRunFactory(owner=owner, id=key)

    ids, _ = walked(program, limit=1)

    assert set(ids) == {"a|b", "ü:1", "'; --", "x" * 600, "%00", "|"}


FILTERS = [
    ({"status": " SUCCEEDED "}, {"status": "succeeded"}, ["b"]),
    ({"triggerSource": "Cron"}, {"triggerSource": "cron"}, ["c"]),
    ({"status": "aborted"}, {"status": "aborted"}, []),
    (
        {"startedAfter": "2026-11-18T08:01:00Z"},
        {"startedAfter": "2026-11-18T08:01:00.000Z"},
        ["c", "b"],
    ),
    (
        {"startedBefore": "2026-11-18T10:01:00.0009+02:00"},
        {"startedBefore": "2026-11-18T08:01:00.000Z"},
        ["b", "a"],
    ),
    ({"startedBefore": "2026-11-18"}, {"startedBefore": "2026-11-18T00:00:00.000Z"}, []),
    (
        {"startedAfter": "2026-11-18T08:01Z", "startedBefore": "2026-11-18T08:01Z"},
        {
            "startedAfter": "2026-11-18T08:01:00.000Z",
            "startedBefore": "2026-11-18T08:01:00.000Z",
        },
        ["b"],
    ),
    ({"order": "ASC", "limit": "2"}, {"order": "asc"}, ["a", "b"]),
]


@pytest.mark.parametrize(("query", "echoed", "found"), FILTERS)
def test_filters_narrow_and_are_echoed_as_understood(program, owner, query, echoed, found):
    WorkflowRunFactory(owner=owner, id="a", started_at=minute(0))
    WorkflowRunFactory(owner=owner, id="b", started_at=minute(1), ended=True)
    WorkflowRunFactory(owner=owner, id="c", started_at=minute(2), trigger_source="cron")

    answer = program.ask("runs", **query).json()

    assert [run["id"] for run in answer["runs"]] == found
    assert answer["filters"] == DEFAULTS | echoed


BAD = {
    "limit": ["0", "-1", "201", "9999", "2.9", "abc", "", "1e2", "٣", "+5", "0x10", "\x00"],
    "order": ["", "up", "desc;", "\x00", "ascdesc"],
    "status": ["", "done", "succeeded,failed", "\x00", "' OR 1=1"],
    "triggerSource": ["", "browser", "api\x00"],
    "startedAfter": ["", "yesterday", "2026-02-30", "2026-02-18T20:00:00", "0", "20260218"],
    "startedBefore": ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00", "2026-1-1"],
    "cursor": [
        *("", "x", "2026-11-18T08:00:00.000Z|a", "2026-11-18T08:00:00.000Z|a:forged", "\x00", ":"),
        *(SIGNER.sign("yesterday|a"), SIGNER.sign("2026-11-18T08:00:00.000Z|a")[:-1], "x" * 5000),
    ],
    "runs": ["1"],
    "Status": ["failed"],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in BAD.items() for v in values])
def test_a_bad_filter_is_refused_by_its_name(program, name, value):
    answer = program.ask("runs", **{name: value})

    assert (answer.status_code, answer.json()["field"]) == (400, name)
    assert answer.json()["error"].startswith(f"{name} ")


@pytest.mark.parametrize("name", NAMES)
def test_a_filter_may_be_given_once(program, name):
    answer = program.client.get(f"/lineage/runs?{name}=1&{name}=1")

    assert answer.json() == {"error": f"{name} may be given once.", "field": name}


def test_a_name_that_is_no_name_is_not_said_back(program):
    answer = program.ask("runs", **{"<script>": 1})

    assert (answer.status_code, answer.json()["field"]) == (400, "a parameter")


def fill(owner, rows):
    for number in range(rows):
        proposal = promoted(skill__owner=owner)
        DeployOutcomeFactory(proposal=proposal, status="rolled_back")
        context = json.dumps({"proposalId": proposal.pk, "skillId": proposal.skill_id})
        run = WorkflowRunFactory(owner=owner, started_at=minute(number), context_json=context)
        TaskEventFactory.create_batch(3, workflow_run=run)


@pytest.mark.parametrize(
    ("place", "query", "most"),
    [
        ("latest", {}, 10),
        ("runs", {}, 7),
        ("runs", {"limit": 200, "status": "running", "triggerSource": "manual"}, 7),
        ("runs", {"limit": 200, "order": "asc", "startedAfter": "2026-01-01"}, 7),
    ],
)
def test_what_is_asked_costs_the_same_with_twenty_runs_behind_it(
    owner, stranger, place, query, most
):
    spent = []
    for user, rows in ((owner, 1), (stranger, 20)):
        fill(user, rows)
        program = Program(user)
        with CaptureQueriesContext(connection) as captured:
            program.ask(place, **query)
        spent.append(len(captured))

    assert spent[0] == spent[1] <= most
