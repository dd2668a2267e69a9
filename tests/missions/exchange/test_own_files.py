"""What goes out comes in again as it was, here and on another desk."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devcraft.models import SourceRow
from devcraft.streaming import as_csv, unguarded
from missions import timer, undo, verifying
from missions.exchange import walking
from missions.models import LocalDay, Mission, TimeEntry
from tests.devcraft.visiting import signed_in
from tests.factories.missions import MissionFactory
from tests.missions.exchange.samples import NOW, TOGGL_OLD, bring, counts, run, taken_out

pytestmark = pytest.mark.django_db
HOSTILE = "=cmd|' /C calc'!A0, \"quoted\"\n'+1"


@pytest.fixture
def lived(owner):
    """Entries of every kind: timed, resumed, claimed, left out, backdated, imported."""
    first, second = MissionFactory(owner=owner, name=HOSTILE), MissionFactory(owner=owner, name="b")
    at = NOW - timedelta(days=2)
    for step, (act, mission) in enumerate(
        [(timer.start, first), (timer.start, second), (timer.pause, second), (timer.start, second)]
    ):
        act(user=owner, mission=mission, now=at + timedelta(minutes=7 * step, seconds=step))
    timer.shelve(user=owner, mission=second, now=at + timedelta(hours=20))
    timer.start(user=owner, mission=second, now=at + timedelta(hours=21))
    undo.undo_last(user=owner, now=at + timedelta(hours=22))
    done = MissionFactory(owner=owner, name="b")
    timer.log_offline(
        user=owner, mission=done, seconds=1234, on=date(2026, 11, 17), now=NOW, valor=Decimal(1)
    )
    bring(owner, "toggl", TOGGL_OLD)
    return owner


def days_of(user):
    rows = LocalDay.objects.filter(owner=user).order_by("day")
    return [(row.day, row.timed_seconds, row.claimed_seconds) for row in rows]


@pytest.mark.parametrize("form", ["json", "csv"])
def test_an_empty_desk_takes_all_and_gives_the_same_bytes_again(lived, stranger, form):
    stranger.zone = lived.zone
    stranger.save()

    report = bring(stranger, "devcraft", taken_out(lived, form))

    assert report["problems"] == []
    assert taken_out(stranger) == taken_out(lived)
    seconds = [day for day in days_of(lived) if any(day[1:])]
    assert [day for day in days_of(stranger) if any(day[1:])] == seconds
    assert Mission.objects.filter(owner=stranger, name="b").count() == 2
    assert list(verifying.time_differences()) == []


def test_ones_own_file_changes_nothing(lived):
    before = list(TimeEntry.objects.order_by("id").values_list())

    report = bring(lived, "devcraft", taken_out(lived))

    assert set(counts(report)) == {"read", "unchanged"}
    assert list(TimeEntry.objects.order_by("id").values_list()) == before


def test_a_file_that_comes_twice_and_goes_on_adds_only_what_is_new(lived, stranger):
    bring(stranger, "devcraft", taken_out(lived))
    mission = Mission.objects.get(owner=lived, name="Mail")
    timer.log_offline(user=lived, mission=mission, seconds=60, on=date(2026, 11, 18), now=NOW)

    report = bring(stranger, "devcraft", taken_out(lived))

    assert counts(report)["created"] == 1
    assert taken_out(stranger) == taken_out(lived)


def test_a_clock_that_runs_does_not_travel(owner, stranger):
    timer.start(user=owner, mission=MissionFactory(owner=owner), now=NOW - timedelta(hours=1))

    report = bring(stranger, "devcraft", taken_out(owner))

    assert counts(report) == {"read": 1, "kept_raw": 1}
    assert "still ran" in report["problems"][0]["reason"]


def test_the_command_takes_both_forms(lived, stranger, tmp_path):
    for form in ("csv", "json"):
        (tmp_path / form).write_bytes(taken_out(lived, form))

    first = run("import_time", tmp_path / "csv", "--user", "stranger")
    second = run("import_time", tmp_path / "json", "--user", "stranger")

    assert counts(first)["created"] == counts(second)["read"]
    assert SourceRow.objects.filter(owner=stranger, table="devcraft:TimeEntry").count() == (
        TimeEntry.objects.filter(owner=stranger).count()
    )


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"kind": "dreamt"}, "kind must be one of"),
        ({"zone": "Mars/Olympus"}, "zone must be a name"),
        ({"startedAt": "2026-11-16T09:00:00"}, "startedAt must say its zone"),
        ({"startedAt": "2026-11-16T09:00:00.5Z"}, "whole seconds"),
        ({"startedAt": "0001-01-01T00:00:00+14:00"}, "startedAt must"),
        ({"endedAt": "2026-11-16T07:00:00Z"}, "endedAt must not lie before"),
        ({"dayStartHour": 99}, "dayStartHour must be a whole number"),
        ({"stretch": 10**40}, "stretch must be"),
        ({"isBackdated": "perhaps"}, "isBackdated must be"),
        ({"mission": ""}, "mission is needed"),
        ({"mission": "x" * 501}, "mission must have at most 500"),
        ({"missionKey": 7}, "missionKey must be text"),
    ],
)
def test_a_row_that_was_tampered_with_is_named(owner, stranger, change, rule):
    timer.start(user=owner, mission=MissionFactory(owner=owner), now=NOW - timedelta(days=2))
    timer.pause(
        user=owner, mission=Mission.objects.get(owner=owner), now=NOW - timedelta(days=1, hours=9)
    )
    (row,) = json.loads(taken_out(owner))

    report = bring(stranger, "devcraft", json.dumps([row | change]).encode(), name="my.json")

    assert counts(report) == {"read": 1, "kept_raw": 1}
    assert rule in report["problems"][0]["reason"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=4))
def test_a_guarded_cell_is_read_back_exactly(texts):
    written = "".join(as_csv(["text"], [[text] for text in texts]))

    cells = [row[0] if row else "" for row in csv.reader(io.StringIO(written, newline=""))][1:]

    assert [unguarded(cell) for cell in cells] == texts
    assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("from=2026-11-17", {"2026-11-17"}),
        ("to=2026-03-16", {"2026-03-16"}),
        ("from=2026-03-17&to=2026-03-18", set()),
        ("mission=999999", set()),
    ],
)
def test_an_address_narrows_its_file_to_local_days(lived, query, wanted):
    answer = signed_in(lived).get(f"/missions/files/entries.json?{query}")

    rows = json.loads(b"".join(answer))
    days = {row["claimedOn"] or row["startedAt"][:10] for row in rows if not row["discardedAt"]}
    assert days == wanted


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=soon", "From must be a day"),
        ("from=2026-11-18&to=2026-11-17", "To must not lie before from"),
        ("mission=gate", "Mission must be the number of a mission"),
        ("form=2026-11-18", "Query may hold from, to, mission alone"),
        ("from=0001-01-01", "From must be a day from 1970-01-01"),
    ],
)
def test_an_address_that_makes_no_sense_is_told(owner, query, sentence):
    answer = signed_in(owner).get(f"/missions/files/entries.csv?{query}")

    assert answer.status_code == 400
    assert sentence in answer.text


def test_missions_go_out_as_both_forms(lived):
    client = signed_in(lived)

    told = json.loads(b"".join(client.get("/missions/files/missions.json")))
    text = b"".join(client.get("/missions/files/missions.csv")).decode()

    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [unguarded(row["name"]) for row in rows] == [one["name"] for one in told]
    assert {one["id"] for one in told} == set(Mission.objects.values_list("pk", flat=True))
    assert client.get("/missions/files/profiles.csv").status_code == 404


def test_memory_does_not_grow_with_the_rows(owner, monkeypatch):
    monkeypatch.setattr(walking, "CHUNK", 50)
    mission = MissionFactory(owner=owner)
    rows = [
        TimeEntry(owner=owner, mission=mission, kind="claimed", zone="UTC",
                  claimed_on=NOW.date(), claimed_seconds=number)
        for number in range(2000)
    ]  # fmt: skip
    TimeEntry.objects.bulk_create(rows)

    def peak(form):
        tracemalloc.start()
        length = sum(map(len, as_csv(["x"], walking.TABLES["entries"].rows(form))))
        return length, tracemalloc.get_traced_memory()[1], tracemalloc.stop()

    peak(walking.Narrowing(owner, mission=-1))
    small = peak(walking.Narrowing(owner))

    assert small[0] > 200_000
    assert small[1] < 2_000_000
