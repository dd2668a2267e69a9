"""Files that are no Oasis database, or that mean harm (spec/reliability I2)."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from devcraft import sqlite_file
from devcraft.models import SourceRow
from missions.models import Mission
from tests.missions import oasis_samples as oasis
from tests.missions.test_import_oasis import outcomes, run

pytestmark = pytest.mark.django_db


def refused(path):
    """The one line that an import of PATH prints, with exit code 2."""
    said = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("import_oasis", path, stderr=said)
    assert stopped.value.code == 2
    assert not SourceRow.objects.exists()
    return said.getvalue().strip()


def test_a_missing_file_is_named(tmp_path):
    assert refused(tmp_path / "no.db").endswith("No such file or directory.")


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\x00" + b"x" * 2000])
def test_a_file_that_is_no_database_is_refused(tmp_path, content):
    path = tmp_path / "x.db"
    path.write_bytes(content)

    assert str(path) in refused(path)


def test_a_folder_is_refused(tmp_path):
    assert "is not a file" in refused(tmp_path)


def test_a_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.db")

    assert "is not a file" in refused(tmp_path / "pipe.db")


def test_another_database_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE sessions (id)")
    other.close()

    assert "has no table Mission" in refused(tmp_path / "other.db")


def test_a_damaged_database_is_refused(tmp_path):
    path = tmp_path / "damaged.db"
    shutil.copy(oasis.SAMPLE, path)
    path.chmod(0o600)
    raw = bytearray(path.read_bytes())
    raw[8192:24576] = os.urandom(16384)
    path.write_bytes(raw)

    assert str(path) in refused(path)


def test_a_view_in_place_of_the_missions_is_not_read(tmp_path):
    with sqlite3.connect(tmp_path / "view.db") as hostile:
        hostile.execute("CREATE TABLE Real (id, name, status)")
        hostile.execute(
            "CREATE VIEW Mission AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL"
            " SELECT id + 1 FROM n) SELECT id, 'x' AS name, 'todo' AS status FROM n"
        )
    hostile.close()

    assert "has no table Mission" in refused(tmp_path / "view.db")


def test_an_endless_view_beside_the_missions_is_named_and_left(tmp_path):
    database = oasis.make(tmp_path / "oasis.db")
    oasis.mission(database)
    database.execute("DROP TABLE Memory")
    database.execute(
        "CREATE VIEW Memory AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL"
        " SELECT id + 1 FROM n) SELECT id FROM n"
    )
    database.close()

    report = run(tmp_path / "oasis.db")

    assert outcomes(report) == {"read": 1, "created": 1}
    assert {"table": "Memory", "id": "", "reason": "Not read: it is a view."} in report["problems"]


def test_a_generated_column_costs_nothing(tmp_path):
    database = oasis.make(tmp_path / "oasis.db")
    database.execute(
        'ALTER TABLE "Mission" ADD COLUMN "bomb" TEXT AS (hex(zeroblob(200000000))) VIRTUAL'
    )
    oasis.mission(database)
    database.close()

    started = time.monotonic()
    report = run(tmp_path / "oasis.db")

    assert outcomes(report) == {"read": 1, "created": 1}
    assert time.monotonic() - started < 5


def test_a_virtual_table_is_named_and_left(tmp_path):
    database = oasis.make(tmp_path / "oasis.db")
    database.execute("CREATE VIRTUAL TABLE Words USING fts5(word)")
    database.close()

    report = run(tmp_path / "oasis.db")

    virtual = [p["table"] for p in report["problems"] if "virtual table" in p["reason"]]
    assert "Words" in virtual


def test_triggers_of_the_source_do_not_run(tmp_path):
    database = oasis.make(tmp_path / "oasis.db")
    oasis.mission(database)
    database.execute(
        'CREATE TRIGGER bite AFTER UPDATE ON "Mission" BEGIN DELETE FROM "Mission"; END'
    )
    database.close()
    before = (tmp_path / "oasis.db").read_bytes()

    run(tmp_path / "oasis.db")

    assert (tmp_path / "oasis.db").read_bytes() == before


def test_a_live_source_with_a_wal_is_read_to_its_last_commit(tmp_path):
    database = oasis.make(tmp_path / "oasis.db")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA wal_autocheckpoint=0")
    oasis.mission(database, name="only in the WAL")

    run(tmp_path / "oasis.db")

    assert (tmp_path / "oasis.db-wal").stat().st_size > 0
    assert Mission.objects.get().name == "only in the WAL"
    database.close()


def test_a_value_too_long_for_memory_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_file, "LONGEST_VALUE", 1000)
    database = oasis.make(tmp_path / "oasis.db")
    oasis.mission(database, description="x" * 1001)
    database.close()

    assert "more than 64 MB" in refused(tmp_path / "oasis.db")


def test_an_unknown_user_is_named():
    with pytest.raises(CommandError, match="User 'nobody' does not exist"):
        call_command("import_oasis", oasis.SAMPLE, "--user", "nobody")


def test_the_table_for_people_names_what_was_repaired():
    printed = StringIO()

    call_command("import_oasis", oasis.SAMPLE, stdout=printed)

    assert "CarbonModelEntry" in printed.getvalue()
    assert "arrives paused; its open stretch is kept raw (8 rows)" in printed.getvalue()
