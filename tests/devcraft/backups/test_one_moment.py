"""Backups at random points while a writer writes a ledger: each a prefix of it, nothing else."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time

import pytest
from hypothesis import settings

from agents.crashing import dying
from devcraft.backups import checking, taking
from devcraft.backups.manifest import DATABASE
from tests.devcraft.backups.desks import FILE, asked, living
from tests.factories.backups import MORNING

pytestmark = pytest.mark.threads
POINTS = 200 if settings.default.max_examples > 1_000 else 4


def write(file, ledger):
    """Pairs that a half-seen transaction would show; the ledger says what was committed."""
    connection = sqlite3.connect(file, timeout=20)
    connection.execute("CREATE TABLE pairs (a INTEGER, b INTEGER)")
    with ledger.open("ab", buffering=0) as told:
        for number in range(1_000_000):
            connection.execute("INSERT INTO pairs VALUES (?, NULL)", [number])
            connection.execute("UPDATE pairs SET b = a WHERE a = ?", [number])
            connection.commit()
            told.write(b".")
            time.sleep(0.001)


def backed_up(desk, ledger):
    """Take backups; how many pairs were surely there before each, and surely not after."""
    chance, bounds = random.Random(8), []
    for point in range(POINTS):
        time.sleep(chance.uniform(0, 0.1))
        least = ledger.stat().st_size
        taking.take(desk / f"to{point}", now=MORNING)
        bounds.append(f"{least}:{ledger.stat().st_size}")
    return " ".join(bounds)


def test_a_backup_is_a_prefix_of_what_was_written_and_nothing_else(
    desk, tmp_path, django_db_blocker
):
    ledger = tmp_path / "ledger"
    writer = dying.start(lambda tell: write(desk / FILE, ledger))
    try:
        while not (ledger.exists() and ledger.stat().st_size > 2):
            time.sleep(0.01)
        made = dying.wait(living(desk, django_db_blocker, lambda: backed_up(desk, ledger)))
    finally:
        os.kill(writer.pid, signal.SIGKILL)
        dying.wait(writer)

    assert made.code == 0, made.told
    lengths = []
    for point, bound in enumerate(made.told.split()):
        least, most = map(int, bound.split(":"))
        (found,) = (desk / f"to{point}").iterdir()
        checking.unpack(found, tmp_path / str(point))
        pairs = asked(tmp_path / str(point) / DATABASE, "SELECT a, b FROM pairs ORDER BY rowid")
        assert pairs == [(number, number) for number in range(len(pairs))]
        assert least <= len(pairs) <= most + 1
        lengths.append(len(pairs))
    assert lengths == sorted(set(lengths))
