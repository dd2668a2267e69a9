"""Backups: of one moment, whole or not at all, refused when touched, put back without a half."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import tarfile
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devcraft.backups import checking, keeping
from devcraft.backups.manifest import BadBackup
from tests.devcraft.backups.desks import FILE, act, asked, said, spoil

pytestmark = pytest.mark.threads
IS_SOAK = settings.default.max_examples > 1_000
LAST = "SELECT seq, kind, body FROM runtime_memory_chainentry ORDER BY seq DESC LIMIT 1"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_what_was_backed_up_comes_back_and_nothing_in_it_acts_twice(
    desk, archive, django_db_blocker
):
    assert said(desk, django_db_blocker, "backup_check", archive)[1].startswith("Whole: of ")
    spoil(desk)
    left = asked(desk / FILE, LAST)[0][0]
    (desk / "media" / "picture.webp").unlink()

    done = act(desk, "restore", str(archive), "--yes")

    assert done.returncode == 0, done.stderr[-2000:]
    assert asked(desk / FILE, "SELECT name FROM missions_mission") == [("Kept",)]
    assert asked(desk / FILE, "SELECT COUNT(*) FROM django_session") == [(0,)]
    ((parked, reason),) = asked(
        desk / FILE, "SELECT parked_at, parked_reason FROM agents WHERE slug='ada'"
    )
    assert parked
    assert reason.startswith("Restored from a backup of ")
    ((_, kind, body),) = asked(desk / FILE, LAST)
    assert kind == "desk.restored"
    assert json.loads(body)["left_lines"] == left > 0
    assert (desk / "media" / "picture.webp").read_bytes() == b"a picture"
    (before,) = desk.glob("pre-restore-*")
    assert asked(before, "SELECT name FROM missions_mission") == [("Spoilt",)]
    assert said(desk, django_db_blocker, "verify_memory")[0] == 0


def test_a_backup_is_put_apart_while_the_desk_goes_on(desk, archive, tmp_path):
    spoil(desk)
    reader = sqlite3.connect(desk / FILE)
    reader.execute("SELECT COUNT(*) FROM missions_mission").fetchall()
    there = tmp_path / "to" / "there"

    done = act(desk, "restore", str(archive), "--to", str(there))
    again = act(desk, "restore", str(archive), "--to", str(there))
    both = act(desk, "restore", str(archive), "--to", str(there), "--yes")
    reader.close()

    assert done.returncode == 0, done.stderr[-2000:]
    assert f"Open it with DATA_DIR={there}" in done.stdout
    assert asked(there / "devcraft.sqlite3", "SELECT name FROM missions_mission") == [("Kept",)]
    assert asked(there / "devcraft.sqlite3", "SELECT COUNT(*) FROM django_session") == [(0,)]
    assert (there / "media" / "picture.webp").read_bytes() == b"a picture"
    assert sorted(path.name for path in there.iterdir()) == ["devcraft.sqlite3", "media"]
    assert asked(desk / FILE, "SELECT name FROM missions_mission") == [("Spoilt",)]
    assert [*desk.glob("pre-restore-*"), *there.parent.glob(".restoring-*")] == []
    assert "is not empty" in again.stderr
    assert "--to replaces nothing" in both.stderr


def test_a_desk_in_use_is_not_replaced(desk, archive, django_db_blocker):
    before = (desk / FILE).read_bytes()
    reader = sqlite3.connect(desk / FILE)
    reader.execute("SELECT COUNT(*) FROM missions_mission").fetchall()

    refused = said(desk, django_db_blocker, "restore", archive, "--yes")
    reader.close()
    looked = said(desk, django_db_blocker, "restore", archive, "--dry-run")
    unasked = said(desk, django_db_blocker, "restore", archive)

    assert [refused[0], looked[0], unasked[0]] == [1, 0, 1]
    assert "is in use" in refused[1]
    assert "It can be restored" in looked[1]
    assert "say --yes, or --dry-run" in unasked[1]
    assert [*desk.glob("pre-restore-*"), *desk.glob(".restoring-*")] == []
    assert (desk / FILE).read_bytes() == before


def test_a_touched_backup_is_refused_wherever_it_was_touched(archive, tmp_path):
    whole, chance = archive.read_bytes(), random.Random(7)
    touched = tmp_path / "touched"
    for _ in range(500 if IS_SOAK else 40):
        place = chance.randrange(10, len(whole) - 8)
        flipped = bytes([whole[place] ^ (1 << chance.randrange(8))])
        for raw in (whole[:place] + flipped + whole[place + 1 :], whole[:place]):
            touched.write_bytes(raw)
            try:
                told = checking.unpack(touched, tmp_path / "out")
            except BadBackup:
                continue
            assert told == checking.unpack(archive, tmp_path / "out")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda told: told["facts"]["counts"].update(missions_mission=9), "something else than"),
        (lambda told: told.update(format=3), "newer Devcraft"),
        (lambda told: told.update(made_at="--help"), "cannot be read"),
        (lambda told: told["parts"][0].update(sha256="0" * 64), "digest differs"),
        (lambda told: told["parts"].append({"name": "../x", "bytes": 1, "sha256": ""}), "no place"),
        (lambda told: told.update(app="other"), "no backup of a Devcraft desk"),
        (lambda told: told.pop("facts"), "cannot be read"),
    ],
)
def test_a_manifest_that_says_something_else_is_refused(archive, tmp_path, change, why):
    with tarfile.open(archive) as old, tarfile.open(tmp_path / "new", "w:gz") as new:
        for member in old.getmembers():
            raw = old.extractfile(member).read()
            if member.name == "manifest.json":
                told = json.loads(raw)
                change(told)
                raw = json.dumps(told).encode()
                member.size = len(raw)
            new.addfile(member, io.BytesIO(raw))

    with pytest.raises(BadBackup, match=why):
        checking.unpack(tmp_path / "new", tmp_path / "out")


def test_a_backup_of_a_newer_devcraft_and_a_wrong_rule_are_refused(desk, django_db_blocker):
    spoil = sqlite3.connect(desk / FILE)
    spoil.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('x', '9999', 0)")
    spoil.commit()
    spoil.close()
    wrong = said(desk, django_db_blocker, "backup", "--keep", "soon")
    said(desk, django_db_blocker, "backup", "--to", desk / "to")
    (found,) = (desk / "to").iterdir()
    newer = said(desk, django_db_blocker, "restore", found, "--yes")

    assert wrong[0] == newer[0] == 1
    assert wrong[1].endswith("not 'soon'.")
    assert "newer Devcraft: it has x.9999" in newer[1]


MOMENTS = st.sets(st.integers(0, 400).map(lambda hours: NOON - timedelta(hours=7 * hours)))


@given(MOMENTS, st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
def test_thinning_keeps_the_newest_of_each_stretch_and_does_it_once(moments, days, weeks, months):
    rule = {"d": days, "w": weeks, "m": months}

    found = keeping.kept(moments, rule)

    assert found <= moments
    assert keeping.kept(found, rule) == found
    assert not moments or max(moments) in found
    assert len({at.date() for at in found}) >= min(days, len({at.date() for at in moments}))
    assert len(found) <= days + weeks + months + 1
