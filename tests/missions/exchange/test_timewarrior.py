from __future__ import annotations

import pytest

from missions.models import LocalDay, TimeEntry
from tests.missions.exchange.samples import TIMEWARRIOR, bring, counts, run

pytestmark = pytest.mark.django_db


def test_intervals_come_in_to_the_second_and_none_runs(owner):
    report = bring(owner, "timewarrior", TIMEWARRIOR, name="timew.json")

    assert counts(report) == {"read": 3, "created": 2, "kept_raw": 1}
    assert report["problems"][0]["reason"].startswith("timew.json, line 5: It still runs")
    assert sum(day.timed_seconds for day in LocalDay.objects.all()) == 5400 + 1815
    assert not TimeEntry.objects.running().exists()
    assert {row.mission.name for row in TimeEntry.objects.all()} == {"gate, oasis"}


def test_missions_may_be_named_by_the_annotation(owner):
    bring(owner, "timewarrior", TIMEWARRIOR, name_by="words")

    names = TimeEntry.objects.order_by("started_at").values_list("mission__name", flat=True)
    assert list(names) == ["gate, oasis", "sound, again"]


def test_ids_that_moved_are_the_same_intervals(owner):
    bring(owner, "timewarrior", TIMEWARRIOR)
    moved = TIMEWARRIOR.replace(b'"id":3', b'"id":4').replace(b'"id":2', b'"id":3')

    report = bring(owner, "timewarrior", moved)

    assert counts(report) == {"read": 3, "unchanged": 2, "kept_raw": 1}


def test_a_file_that_breaks_off_gives_what_came_before(owner, tmp_path):
    path = tmp_path / "timew.json"
    path.write_bytes(TIMEWARRIOR[: TIMEWARRIOR.index(b',\n{"id":1')] + b',\n{"id":1,"sta')

    report = run("import_timewarrior", path, "--user", "owner")

    assert counts(report) == {"read": 3, "created": 2, "kept_raw": 1}
    assert "nothing after it was read" in report["problems"][0]["reason"]


def test_any_layout_of_the_array_is_read(owner):
    flat = b" ".join(TIMEWARRIOR.split())

    assert counts(bring(owner, "timewarrior", flat))["created"] == 2


@pytest.mark.parametrize(
    "item",
    [
        b"7",
        b"null",
        b'{"start": 7}',
        b'{"start":"20261018T070000Z","end":"yesterday"}',
        b'{"start":"20261018T070000Z","end":"20261018T060000Z"}',
        b'{"start":"20261018T070000Z","end":"20261018T080000Z","tags":"gate"}',
        b'{"start":"20261018T070000Z","end":"20261018T080000Z","tags":["\\u0000"]}',
        b'{"start":"20261018T070000Z","end":"20261018T080000Z","annotation":"\\ud800"}',
    ],
)
def test_what_is_no_interval_is_kept_raw(owner, item):
    report = bring(owner, "timewarrior", b"[" + item + b"]")

    assert counts(report) == {"read": 1, "kept_raw": 1}
