from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from devcraft import sqlite
from devcraft.models import User
from tests.devcraft.processes import run
from tests.factories.devcraft import UserFactory

SAFE = {
    (3, 53, 4): True,
    (3, 52, 1): True,
    (3, 52, 0): False,  # withdrawn
    (3, 51, 4): True,
    (3, 51, 3): True,
    (3, 51, 2): False,
    (3, 50, 8): True,
    (3, 50, 7): True,
    (3, 50, 6): False,
    (3, 49, 9): False,
    (3, 45, 0): False,
    (3, 44, 6): True,
    (3, 44, 5): False,
    (3, 40, 1): False,
    (3, 7, 0): False,
}
DURABLE = {
    "sqlite": {
        "PRAGMA journal_mode": sqlite.journal_mode(sqlite.linked_version()).lower(),
        "PRAGMA synchronous": 2,
        "PRAGMA foreign_keys": 1,
        "PRAGMA recursive_triggers": 1,
    },
    "postgresql": {"SHOW synchronous_commit": "on", "SHOW full_page_writes": "on"},
}
WAITS = {
    "sqlite": ("PRAGMA busy_timeout", lambda milliseconds: milliseconds >= 20_000),
    "postgresql": ("SHOW lock_timeout", lambda limit: limit == "0"),
}
BEGINS = {"sqlite": ["BEGIN IMMEDIATE"], "postgresql": ["BEGIN"]}
WITHOUT_WHEEL = """
import json, sys
sys.modules["pysqlite3"] = None
import django
django.setup()
from django.core import checks
from django.db import connection
from devcraft import sqlite
with connection.cursor() as cursor:
    mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
    level = cursor.execute("PRAGMA synchronous").fetchone()[0]
version = sqlite.linked_version()
print(json.dumps([sqlite.has_safe_wal(version), mode, level, [m.id for m in checks.run_checks()]]))
"""


def ask(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("version", "is_safe"), SAFE.items())
def test_wal_is_trusted_only_in_versions_without_the_reset_race(version, is_safe):
    assert sqlite.has_safe_wal(version) is is_safe
    assert sqlite.journal_mode(version) == ("WAL" if is_safe else "DELETE")


def test_the_linked_library_is_safe_or_the_rollback_journal_is_on(capsys):
    version = sqlite.linked_version()
    with capsys.disabled():
        print(f"\nlinked SQLite: {'.'.join(map(str, version))}")

    assert sqlite.has_safe_wal(version) or sqlite.journal_mode(version) == "DELETE"


def test_without_the_bundled_library_the_journal_follows_the_version(tmp_path):
    database = f"sqlite:///{tmp_path}/desk.sqlite3"

    result = run("-c", WITHOUT_WHEEL, DATABASE_URL=database, DATA_DIR=str(tmp_path))

    is_safe, mode, level, messages = json.loads(result.stdout)
    assert mode == ("wal" if is_safe else "delete")
    assert level == 2
    assert ("devcraft.W001" in messages) is not is_safe


@pytest.mark.django_db
@pytest.mark.parametrize(("statement", "wanted"), DURABLE[connection.vendor].items())
def test_a_commit_is_on_the_disk_before_it_is_acknowledged(statement, wanted):
    assert ask(statement) == wanted


@pytest.mark.django_db
def test_a_writer_waits_for_another_instead_of_failing():
    statement, is_patient = WAITS[connection.vendor]

    assert is_patient(ask(statement))


@pytest.mark.django_db(transaction=True)
def test_a_transaction_takes_the_write_lock_when_it_begins():
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        User.objects.exists()

    begun = [query["sql"] for query in captured if query["sql"].startswith("BEGIN")]
    assert begun == BEGINS[connection.vendor]


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_eight_writers_that_read_first_all_succeed():
    user = UserFactory()
    barrier = Barrier(8)

    def add_one(_):
        barrier.wait()
        with transaction.atomic():
            row = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
            row.day_start_hour += 1
            row.save(update_fields=["day_start_hour"])
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_one, range(8)))

    user.refresh_from_db()
    assert user.day_start_hour == 8
