from __future__ import annotations

import fcntl
import gc
import os
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from devcraft import triggers
from tests.devcraft.processes import manage
from tests.factories.devcraft import UserFactory

pytest_plugins = ["tests.narrowing", "tests.ordering", "tests.skips"]

settings.register_profile(
    "ci",
    max_examples=12,
    deadline=None,
    derandomize=True,
    stateful_step_count=16,
    suppress_health_check=list(HealthCheck),
)
settings.register_profile(
    "check",
    max_examples=8,
    deadline=None,
    derandomize=True,
    stateful_step_count=8,
    suppress_health_check=list(HealthCheck),
)
settings.register_profile(
    "soak", max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_collection_finish():
    """Thousands of collected tests stay to the end: the collector need not look at them again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True, scope="session")
def _append_only_tables_can_be_emptied_between_tests():
    """Lift the append-only triggers around Django's flush; `migrate` restores them.

    Production code has no such door: this patch lives in the tests alone.
    """
    teardown = TransactionTestCase._fixture_teardown

    def lifted(self):
        for alias in self._databases_names(include_mirrors=False):
            connection = connections[alias]
            with connection.cursor() as cursor:
                for trigger in triggers.expected(connection):
                    if "append-only" in trigger.create:
                        cursor.execute(triggers.drop_sql(trigger, connection.vendor))
        teardown(self)

    TransactionTestCase._fixture_teardown = lifted
    yield
    TransactionTestCase._fixture_teardown = teardown


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A SQLite file with all tables, made once for all workers; to be copied."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    file, unfinished = shared / "migrated.sqlite3", shared / "migrating.sqlite3"
    with (shared / "migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            made = manage("migrate", "--verbosity=0", DATABASE_URL=f"sqlite:///{unfinished}")
            assert made.returncode == 0, made.stderr[-2000:]
            unfinished.rename(file)
    return file


@pytest.fixture
def owner(db):
    return UserFactory(username="owner", zone="Europe/Berlin")


@pytest.fixture
def teammate(db):
    return UserFactory(username="teammate")


@pytest.fixture
def stranger(db):
    return UserFactory(username="stranger")


class Clock:
    """A clock that tests move by hand."""

    def __init__(self, start: datetime):
        self.now = start

    def forward(self, **amount) -> datetime:
        self.now += timedelta(**amount)
        return self.now


@pytest.fixture
def clock():
    return Clock(datetime(2026, 11, 18, 9, 0, tzinfo=UTC))
