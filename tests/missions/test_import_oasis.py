from __future__ import annotations

import json

import pytest

from devcraft.models import SourceRow, User
from missions import board, verifying
from missions.models import (
    CarbonModelEntry,
    Mission,
    Profile,
    Status,
    TimeEntry,
    XpEntry,
)
from tests.missions import oasis_samples as oasis
from tests.missions.importing import everything, outcomes, run

pytestmark = pytest.mark.django_db


def test_the_sample_comes_in_whole():
    report = run(oasis.SAMPLE)

    read = {table: counts["read"] for table, counts in report["tables"].items()}
    assert read == {
        "Mission": 80, "Memory": 15, "World": 4, "WorldSnapshot": 9, "Journal": 12,
        "AppConfig": 1, "CuratorLog": 10, "CarbonModelEntry": 30, "Profile": 1,
        "TokenBurn": 200, "AgentSessionCache": 1,
    }  # fmt: skip
    assert outcomes(report) == {"read": 80, "created": 80}
    assert outcomes(report, "World") == {"read": 4, "created": 4}
    assert outcomes(report, "WorldSnapshot") == {"read": 9, "created": 9}
    assert outcomes(report, "TokenBurn") == {"read": 200, "created": 200}


def test_every_row_read_is_accounted_for():
    report = run(oasis.SAMPLE)

    for counts in report["tables"].values():
        assert counts.pop("read") == sum(counts.values())


def test_a_second_run_changes_nothing():
    run(oasis.SAMPLE)
    before = everything()

    report = run(oasis.SAMPLE)

    assert outcomes(report) == {"read": 80, "unchanged": 80}
    assert everything() == before


def test_a_dry_run_reports_the_same_and_writes_nothing():
    report = run(oasis.SAMPLE, "--dry-run")

    assert outcomes(report) == {"read": 80, "created": 80}
    assert not Mission.objects.exists()


def test_the_board_shows_the_imported_missions():
    run(oasis.SAMPLE)

    columns = {c.key: c.count for c in board.columns(User.objects.get(username="local-user"))}

    assert columns == {"current": 8, "queue": 15, "todo": 21, "done": 22}


def test_what_was_imported_recomputes():
    run(oasis.SAMPLE)

    assert list(verifying.time_differences()) == []
    assert list(verifying.score_differences()) == []
    assert len(list(verifying.imported_facts())) == 8


def test_no_clock_runs_after_an_import():
    report = run(oasis.SAMPLE)

    wip = Mission.objects.filter(status=Status.WIP)
    assert {mission.is_paused for mission in wip} == {True}
    assert not TimeEntry.objects.running().exists()
    assert {"field": "stretch", "rows": 8}.items() <= report["repairs"][0].items()


def test_the_open_stretch_of_a_running_mission_is_kept(database, path):
    oasis.mission(
        database, status="wip", startedAt=oasis.MARCH_20, totalPausedMs=5000, actualSeconds=60
    )

    run(path)

    kept = json.loads(SourceRow.objects.get().unmapped)
    assert kept["stretch"]["startedAt"] == oasis.MARCH_20
    assert Mission.objects.get().actual_seconds == 60


def test_duplicate_queue_places_are_renumbered_and_reported(database, path):
    for name, place in (("b", 2), ("a", 1), ("c", 2)):
        oasis.mission(database, name=name, queuePosition=place)

    report = run(path)

    queued = Mission.objects.order_by("queue_position")
    assert [mission.name for mission in queued] == ["a", "b", "c"]
    assert [mission.queue_position for mission in queued] == [1, 2, 3]
    assert report["repairs"][0]["ids"] == ["3"]


def test_a_queue_place_of_a_done_mission_is_put_aside(database, path):
    oasis.mission(database, status="done", queuePosition=4, endedAt=oasis.MARCH_20)

    report = run(path)

    assert Mission.objects.get().queue_position is None
    assert report["repairs"][0]["field"] == "queuePosition"


def test_imported_time_is_claimed_on_the_local_day_of_its_end(database, path):
    oasis.mission(
        database, status="done", actualSeconds=600, endedAt=oasis.MARCH_20, valor=1, score=10
    )

    run(path)

    entry = TimeEntry.objects.get()
    assert (entry.kind, entry.claimed_seconds) == ("claimed", 600)
    assert str(entry.claimed_on) == "2026-03-20"


def test_imported_missions_pay_no_xp_and_profile_xp_opens_the_ledger():
    run(oasis.SAMPLE)

    line = XpEntry.objects.get()
    profile = Profile.objects.get()
    assert (line.action, line.amount, line.aura) == ("opening", 12500, 3)
    assert (profile.total_xp, profile.level, profile.bio) == (12500, 7, "Builds worlds.")


def test_a_prediction_without_its_mission_keeps_the_source_id():
    run(oasis.SAMPLE)

    lost = CarbonModelEntry.objects.filter(mission=None)
    assert set(lost.values_list("source_mission_id", flat=True)) == {999999}
