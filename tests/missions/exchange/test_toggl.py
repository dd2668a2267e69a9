from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from devcraft.models import RawRow, SourceRow
from missions import verifying
from missions.models import LocalDay, Mission, TimeEntry
from tests.factories.missions import MissionFactory
from tests.missions.exchange.samples import TOGGL_NEW, TOGGL_OLD, bring, counts, run

pytestmark = pytest.mark.django_db
HEAD = b"Description,Start date,Start time,End date,End time,Duration\n"
SECONDS = 9000 + 1210 + 4500


def spans():
    rows = TimeEntry.objects.order_by("started_at")
    return [(row.mission.name, row.begun, row.ended_at) for row in rows]


def test_a_report_with_the_older_columns_comes_in_to_the_second(owner):
    report = bring(owner, "toggl", TOGGL_OLD)

    assert counts(report) == {"read": 3, "created": 3}
    assert spans()[0] == (
        "Portal gate",
        datetime(2026, 3, 16, 8, 5, tzinfo=UTC),
        datetime(2026, 3, 16, 10, 35, tzinfo=UTC),
    )
    assert [name for name, _, _ in spans()] == ["Portal gate", "Portal gate", "Mail"]
    assert sum(day.timed_seconds for day in LocalDay.objects.all()) == SECONDS
    assert LocalDay.objects.get(day=date(2026, 3, 17)).timed_seconds == 45 * 60
    assert Mission.objects.get(name="Portal gate").quest_name == "Portal gate"
    assert list(verifying.time_differences()) == []


def test_what_no_field_holds_is_kept_beside_the_entry(owner):
    bring(owner, "toggl", TOGGL_OLD)

    kept = SourceRow.objects.get(source_id__contains="13:00:00").unmapped
    assert '"description": "Fix, then ship"' in kept
    assert '"client": "Oasis"' in kept


def test_the_newer_columns_are_the_same_rows(owner):
    bring(owner, "toggl", TOGGL_OLD)

    report = bring(owner, "toggl", TOGGL_NEW, name_by="words")

    assert counts(report)["read"] == 2
    assert TimeEntry.objects.counted().count() == 3
    assert list(verifying.time_differences()) == []


def test_a_file_that_comes_twice_changes_nothing(owner):
    bring(owner, "toggl", TOGGL_OLD)
    before = list(TimeEntry.objects.values_list())

    report = bring(owner, "toggl", TOGGL_OLD)

    assert counts(report) == {"read": 3, "unchanged": 3}
    assert list(TimeEntry.objects.values_list()) == before


def test_a_trial_tells_the_missions_and_writes_nothing(owner):
    known = MissionFactory(owner=owner, name="Mail")
    MissionFactory(owner=owner, name="Portal gate", done=True)

    report = bring(owner, "toggl", TOGGL_OLD, is_trial=True)

    assert report["missions"] == [
        {"name": "Portal gate", "mission": None, "entries": 2, "seconds": 10210},
        {"name": "Mail", "mission": known.pk, "entries": 1, "seconds": 4500},
    ]
    assert not TimeEntry.objects.exists()
    assert not SourceRow.objects.exists()


def test_missions_may_be_named_by_the_description(owner):
    bring(owner, "toggl", TOGGL_OLD, name_by="words")

    assert [name for name, _, _ in spans()] == ["Sound check", "Fix, then ship", "Mail"]


def test_a_changed_row_is_taken_over_unless_somebody_changed_ours(owner):
    bring(owner, "toggl", TOGGL_OLD)
    TimeEntry.objects.filter(mission__name="Mail").update(
        ended_at=datetime(2026, 3, 17, tzinfo=UTC)
    )
    changed = TOGGL_OLD.replace(b"11:35:00,02:30:00", b"11:45:00,02:40:00")
    changed = changed.replace(b"00:45:00,01:15:00", b"00:50:00,01:20:00")

    report = bring(owner, "toggl", changed)

    assert counts(report) == {"read": 3, "updated": 1, "unchanged": 1, "kept_raw": 1}
    assert "ours was kept" in report["problems"][0]["reason"]
    assert spans()[0][2] == datetime(2026, 3, 16, 10, 45, tzinfo=UTC)
    mission = Mission.objects.get(name="Portal gate")
    assert mission.actual_seconds == 9600 + 1210


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("x,2026-03-16,9 o'clock,2026-03-16,10:00:00,", "Start must be a date and a time"),
        ("x,2026-03-16,10:00:00,2026-03-16,09:00:00,", "End must not lie before the start"),
        ("x,2026-03-16,10:00:00,,,", "may still run"),
        ("x,2026-03-16,10:00:00,2026-03-16", "it has 4 cells"),
        ("x,2126-03-16,10:00:00,2126-03-16,11:00:00,", "lies in the future"),
        ("x,2020-03-16,10:00:00,2026-03-16,11:00:00,", "longer than 366 days"),
        ("\x00,2026-03-16,10:00:00,2026-03-16,11:00:00,", "holds NUL"),
    ],
)
def test_a_row_that_cannot_be_is_named_by_file_line_and_reason(owner, row, rule):
    good = b"y,2026-03-15,10:00:00,2026-03-15,11:00:00,01:00:00\n"

    report = bring(owner, "toggl", HEAD + good + row.encode() + b"\n", name="mine.csv")

    assert counts(report) == {"read": 2, "created": 1, "kept_raw": 1}
    reason = report["problems"][0]["reason"]
    assert reason.startswith("mine.csv, line 3: ")
    assert rule in reason
    assert RawRow.objects.get().reason == reason


def test_an_hour_that_came_twice_is_asked_back_with_both_instants(owner):
    row = b"late,2026-10-25,02:30:00,2026-10-25,02:40:00,00:10:00\n"

    report = bring(owner, "toggl", HEAD + row)

    (question,) = report["questions"]
    assert question["earlier"] == ["2026-10-25T00:30:00Z", "2026-10-25T00:40:00Z"]
    assert question["later"] == ["2026-10-25T01:30:00Z", "2026-10-25T01:40:00Z"]
    assert "choose one" in report["problems"][0]["reason"]

    answered = bring(owner, "toggl", HEAD + row, answers={question["id"]: "later"})

    assert counts(answered) == {"read": 1, "created": 1}
    assert spans()[0][1] == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert not RawRow.objects.exists()


def test_the_duration_answers_where_it_can(owner):
    row = b"late,2026-10-25,02:30:00,2026-10-25,03:30:00,02:00:00\n"

    report = bring(owner, "toggl", HEAD + row)

    assert counts(report) == {"read": 1, "created": 1}
    assert spans()[0][1] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_hour_that_never_came_is_asked_back(owner):
    row = b"early,2026-03-29,02:30:00,2026-03-29,02:40:00,\n"

    report = bring(owner, "toggl", HEAD + row, ambiguous="refuse")

    assert "never happened in Europe/Berlin" in report["problems"][0]["reason"]
    assert counts(bring(owner, "toggl", HEAD + row, ambiguous="earlier"))["created"] == 1


OVERLAP = HEAD + (
    b"a,2026-03-16,10:00:00,2026-03-16,11:00:00,\nb,2026-03-16,10:30:00,2026-03-16,11:30:00,\n"
)


def test_what_overlaps_is_left_out_by_name_or_claimed(owner):
    report = bring(owner, "toggl", OVERLAP)

    assert counts(report) == {"read": 2, "created": 1, "kept_raw": 1}
    assert (
        "overlaps your entry of 2026-03-16 09:00:00 to 10:00:00 UTC on “a”"
        in (report["problems"][0]["reason"])
    )

    kept = bring(owner, "toggl", OVERLAP, overlaps="keep")

    assert counts(kept) == {"read": 2, "created": 1, "unchanged": 1}
    day = LocalDay.objects.get()
    assert (day.timed_seconds, day.claimed_seconds) == (3600, 3600)
    assert list(verifying.time_differences()) == []


def test_the_command_gives_the_same_report_and_a_trial_writes_nothing(owner, tmp_path):
    (tmp_path / "toggl.csv").write_bytes(TOGGL_OLD)
    options = ("--user", "owner", "--name-by", "description")

    trial = run("import_toggl", tmp_path / "toggl.csv", *options, "--dry-run")
    assert not TimeEntry.objects.exists()

    assert trial == run("import_toggl", tmp_path / "toggl.csv", *options) | {
        "missions": trial["missions"]
    }
    assert len(trial["missions"]) == TimeEntry.objects.count() == 3
