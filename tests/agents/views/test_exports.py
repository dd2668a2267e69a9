"""Files of what the pages list: whole, exact, safe to open, and never held whole in memory."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from datetime import timedelta
from decimal import Decimal

import pytest

from agents.models import UsageEvent
from agents.runs import exporting
from agents.usage import reports
from devcraft.streaming import as_csv, as_json
from tests.agents.facts import AT, fact, many, record
from tests.agents.runs.lived import lived
from tests.devcraft.visiting import signed_in

pytestmark = pytest.mark.django_db
FORMULAS = ("=1+1", "+1", "-p", "@SUM(A1)", "\t=1", "\r=1", "  =1", '=HYPERLINK("http://x")')


def body(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer).decode()


def rows(client, address):
    """The rows of both files, which must be the same but for what a spreadsheet needs."""
    path, _, query = address.partition("?")
    found = json.loads(body(client, f"{path}.json?{query}"))
    table = list(csv.DictReader(io.StringIO(body(client, f"{path}.csv?{query}"), newline="")))
    for one, other in zip(found, table, strict=True):
        for name, value in one.items():
            text = "" if value is None else str(value)
            assert other[name] in (text, f"'{text}")
    return found


@pytest.fixture
def used(owner, monkeypatch):
    monkeypatch.setattr(exporting, "CHUNK", 3)
    record(owner, *many(7), fact(request_id="x", message_id="x", model="mystery-9"))
    later = AT + timedelta(minutes=40)
    record(owner, fact(request_id="y", message_id="y", at=later, project="-q", session="t"))


def test_requests_come_whole_and_newest_first_with_every_digit(desk, used):
    found = rows(desk, "/billing/files/requests?period=week")

    events = UsageEvent.objects.order_by("-at", "-id")
    assert [row["id"] for row in found] == [event.pk for event in events]
    known = [Decimal(row["cost_usd"]) for row in found if row["cost_usd"] is not None]
    assert sum(known) == Decimal("0.0045") * 8
    assert [row["cost_usd"] for row in found if row["model"] == "mystery-9"] == [None]


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("requests?period=week&project=-q", 1),
        ("requests?period=2026-11-01", 0),
        ("requests?cost=unknown", 1),
        ("sessions?period=week", 2),
        ("models", 2),
        ("totals?period=week", 2),
        ("runs", 2),
        ("runs?project=-q", 1),
    ],
)
def test_the_filters_of_the_page_hold_for_its_file(desk, used, address, count):
    assert len(rows(desk, f"/billing/files/{address}")) == count


def test_sums_of_all_files_agree(desk, owner, used):
    whole = reports.all_time(owner, "all", "")
    costs = {
        name: sum(
            Decimal(row["cost_usd"] or 0) for row in rows(desk, f"/billing/files/{name}?period=all")
        )
        for name in ("requests", "sessions", "models", "runs", "totals")
    }

    assert set(costs.values()) == {Decimal(whole.cost_pico) / 10**12}


def test_own_runs_stand_in_the_file_of_runs(owner):
    run = lived(owner)

    (row,) = rows(signed_in(owner), "/billing/files/runs")

    assert (row["id"], row["origin"], row["agent"]) == (str(run.pk), "own", run.agent.name)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_never_begins_a_formula(desk, owner, text):
    record(owner, fact(project=text))

    (row,) = csv.DictReader(
        io.StringIO(body(desk, "/billing/files/requests.csv?period=week"), newline="")
    )

    assert row["project"] == f"'{text}"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("requests.csv?period=century", "Period must be"),
        ("requests.json?mission=gate", "Mission must be the number of a mission"),
        ("sessions.csv?project=-p", "“project” is no filter of this page"),
        ("runs.csv?status=lost", "“lost” is no status known here"),
    ],
)
def test_a_file_has_no_room_for_a_filter_that_is_none(desk, used, address, sentence):
    answer = desk.get(f"/billing/files/{address}")

    assert answer.status_code == 400
    assert sentence in answer.text


@pytest.mark.parametrize("name", ["requests.xml", "prices.csv", "requests.csvx"])
def test_there_are_files_of_these_tables_alone(desk, name):
    assert desk.get(f"/billing/files/{name}").status_code == 404


@pytest.mark.parametrize("write", [as_csv, as_json])
def test_memory_does_not_grow_with_the_rows(write):
    def walked(count):
        tracemalloc.start()
        length = sum(map(len, write(["n", "text"], ((n, "=x" * 20) for n in range(count)))))
        return length, tracemalloc.get_traced_memory()[1], tracemalloc.stop()

    small, large = walked(2_000), walked(40_000)

    assert large[0] > 15 * small[0]
    assert large[1] < 1.5 * small[1]
