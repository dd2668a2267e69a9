from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.core.management import CommandError

from devcraft.models import RawRow, SourceRow, User
from missions import editing, history, timer, verifying
from missions.models import (
    AppConfig,
    HistoryEntry,
    Mission,
)
from tests.missions import oasis_samples as oasis
from tests.missions.importing import outcomes, run

pytestmark = pytest.mark.django_db


def test_history_survives_as_the_document_writes_it(database, path):
    lines = [
        {
            "timestamp": "2026-03-18T08:02:58.628Z",
            "actor": "curator",
            "action": "mature",
            "silicondevConfidence": 0,
            "mood": "unknown key",
        }
    ]
    oasis.mission(database, history=json.dumps(lines))

    run(path)

    assert history.as_document(Mission.objects.get()) == lines


@pytest.mark.parametrize("broken", ["{", "null", '"text"', '{"a": 1}', "[1, 2]"])
def test_a_broken_history_is_empty_and_kept(database, path, broken):
    oasis.mission(database, history=broken)

    run(path)

    assert not HistoryEntry.objects.exists()
    assert "history" in json.loads(SourceRow.objects.get().unmapped)


def test_old_keys_of_history_are_read(database, path):
    oasis.mission(database, history='[{"agent": "curator", "msg": "hello", "action": "mature"}]')

    run(path)

    line = HistoryEntry.objects.get()
    assert (line.actor, line.text) == ("curator", "hello")


def test_a_plain_text_note_survives_the_next_note(database, path, owner):
    oasis.mission(database, notes="Source: Telegram (room 7)")
    run(path)
    mission = Mission.objects.get()

    editing.add_note(user=owner, mission=mission, message="new", now=mission.created_at)

    messages = set(mission.note_rows.values_list("message", flat=True))
    assert messages == {"Source: Telegram (room 7)", "new"}


@pytest.mark.parametrize(
    "stored", [1_774_000_000_000, 1.774e12, "2026-03-20 09:46:40", "2026-03-20T10:46:40+01:00"]
)
def test_every_form_of_date_is_read(database, path, stored):
    oasis.mission(database, createdAt=stored)

    run(path)

    assert Mission.objects.get().created_at.isoformat() == "2026-03-20T09:46:40+00:00"


@pytest.mark.parametrize("generation", oasis.GENERATIONS)
def test_every_schema_generation_comes_in(tmp_path, generation):
    database = oasis.make(tmp_path / "old.db", generation)
    oasis.mission(database, name="from long ago", assignedTo="player1")

    report = run(tmp_path / "old.db")

    database.close()
    assert outcomes(report) == {"read": 1, "created": 1}
    assert Mission.objects.get().assigned_to == "carbondev"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"urgency": 1000}, "urgency must be a number from 1 to 10"),
        ({"easiness": 5.123}, "easiness must have at most 2 decimal places"),
        ({"valor": 2.5}, "valor must be a number from 0 to 2"),
        ({"status": "x"}, "status must be one of todo, wip, done, archived"),
        ({"maturityLevel": 99}, "maturityLevel must be a whole number from 0 to 8"),
        ({"name": ""}, "name is needed"),
        ({"name": "a\x00b"}, "name holds NUL"),
        ({"name": "n" * 501}, "name must have at most 500 characters"),
        ({"createdAt": "yesterday"}, "createdAt is not a date"),
        ({"createdAt": 10**18}, "createdAt is not a date"),
        ({"endedAt": 1.5}, "endedAt must be whole milliseconds"),
        ({"actualSeconds": -5}, "actualSeconds must be a whole number"),
        ({"flawlessPercent": float("inf")}, "flawlessPercent must be a number"),
        ({"description": b"\xff\xfe"}, "description must be text"),
        ({"description": "x" * 1_000_001}, "description must have at most"),
    ],
)
def test_a_value_outside_the_rules_keeps_the_row_raw_with_the_reason(
    database, path, values, reason
):
    oasis.mission(database, **values)

    report = run(path)

    assert outcomes(report) == {"read": 1, "kept_raw": 1}
    assert reason in RawRow.objects.get().reason
    assert not Mission.objects.exists()


def test_a_row_that_was_kept_raw_comes_in_once_it_is_mended(database, path):
    oasis.mission(database, urgency=1000)
    run(path)
    database.execute("UPDATE Mission SET urgency = 10")
    database.commit()

    report = run(path)

    assert outcomes(report) == {"read": 1, "created": 1}
    assert not RawRow.objects.exists()


def test_a_changed_row_is_taken_over_when_nobody_changed_ours(database, path):
    oasis.mission(
        database, name="old", status="done", actualSeconds=60, endedAt=oasis.MARCH_20, score=1
    )
    run(path)
    database.execute("UPDATE Mission SET name = 'new', actualSeconds = 120, score = 2")
    database.commit()

    report = run(path)

    mission = Mission.objects.get()
    assert outcomes(report) == {"read": 1, "updated": 1}
    assert (mission.name, mission.actual_seconds, mission.score) == ("new", 120, 2)
    assert list(verifying.time_differences()) == []
    assert list(verifying.score_differences()) == []


def test_a_row_changed_on_both_sides_keeps_ours_and_reports_theirs(database, path):
    oasis.mission(database, name="old")
    run(path)
    Mission.objects.update(name="ours")
    database.execute("UPDATE Mission SET name = 'theirs'")
    database.commit()

    report = run(path)

    assert outcomes(report) == {"read": 1, "kept_raw": 1}
    assert Mission.objects.get().name == "ours"
    assert "theirs" in RawRow.objects.get().raw


def test_another_database_under_the_same_label_changes_nothing(database, path):
    oasis.mission(database, name="first")
    run(path)
    database.execute("UPDATE Mission SET name = 'stranger', createdAt = createdAt + 1")
    database.commit()

    report = run(path)

    assert Mission.objects.get().name == "first"
    assert "--source" in report["problems"][0]["reason"]


def test_two_labels_are_two_sources(database, path):
    oasis.mission(database)
    run(path, "--source", "laptop")

    report = run(path, "--source", "desktop")

    assert outcomes(report) == {"read": 1, "created": 1}
    assert Mission.objects.count() == 2


def test_a_label_belongs_to_one_person(database, path, owner):
    oasis.mission(database)
    run(path)

    with pytest.raises(CommandError, match="choose another with --source"):
        run(path, "--user", "owner")


def test_the_award_table_is_never_taken_from_a_source(database, path):
    oasis.insert(database, "AppConfig", key="xp_awards", value='{"DAILY_LOGIN": 9999}')

    report = run(path)

    assert outcomes(report, "AppConfig") == {"read": 1, "kept_raw": 1}
    assert not AppConfig.objects.exists()


def test_a_profile_of_another_person_is_kept_raw(database, path):
    oasis.insert(database, "Profile", userId="somebody", displayName="Somebody")

    report = run(path)

    assert outcomes(report, "Profile") == {"read": 1, "kept_raw": 1}


def test_unknown_tables_are_kept_row_by_row(database, path):
    database.execute('CREATE TABLE "Portal" ("id" TEXT PRIMARY KEY, "to" TEXT)')
    oasis.insert(database, "Portal", id="p1", to="The Forge")

    report = run(path)

    assert outcomes(report, "Portal") == {"read": 1, "kept_raw": 1}
    assert json.loads(RawRow.objects.get().raw) == {"id": "p1", "to": "The Forge"}


def test_an_imported_mission_can_be_worked_on_and_scores_only_new_time(database, path, clock):
    oasis.mission(database, status="wip", actualSeconds=3600)
    run(path)
    mission, user = Mission.objects.get(), User.objects.get()
    timer.start(user=user, mission=mission, now=clock.now)
    clock.forward(minutes=30)

    timer.complete(user=user, mission=mission, valor=Decimal(1), now=clock.now)

    mission.refresh_from_db()
    assert (mission.actual_seconds, mission.score) == (5400, 30)
    assert list(verifying.score_differences()) == []
