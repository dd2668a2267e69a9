"""SIGKILL at every step of a backup and of a restore: the old state or the new, never a half."""

from __future__ import annotations

import os
import shutil
import signal
import time
from itertools import count

import pytest
from hypothesis import settings

from agents.crashing import dying
from devcraft.backups import checking, sqlite_desk
from tests.devcraft.backups.desks import FILE, asked, back_up, doomed, living, restore, spoil
from tests.factories.backups import MORNING

pytestmark = pytest.mark.threads
IS_SOAK = settings.default.max_examples > 1_000
PATIENCE = 30.0
NAMES = "SELECT name FROM missions_mission"


def killed(desk, blocker, work, at):
    """The steps of WORK up to AT, where it was killed; none when it ended before."""
    ended = dying.wait(living(desk, blocker, doomed(work, desk, at)))
    assert ended.code in (0, -signal.SIGKILL), ended.told
    return ended.told.split() if ended.code else []


def is_whole(file):
    return asked(file, "PRAGMA integrity_check") == [("ok",)]


def test_a_backup_killed_at_any_step_is_there_or_not_and_the_next_one_is(
    desk, tmp_path, django_db_blocker
):
    target = desk / "to"
    outcomes = set()
    for at in count(1):
        if not killed(desk, django_db_blocker, lambda: back_up(target), at):
            break
        found = list(target.glob("*.devcraft.tar.gz"))
        for archive in found:
            checking.unpack(archive, tmp_path / f"out{at}")
            archive.unlink()
        outcomes.add(len(found))

    assert at > 6
    assert outcomes == {0, 1}
    (made,) = target.iterdir()
    assert checking.unpack(made, tmp_path / "out").told.facts.counts["missions_mission"] == 1


def test_a_swap_killed_at_any_step_leaves_the_old_desk_or_the_new_one(
    desk, template, tmp_path, django_db_blocker
):
    states = []
    for at in count(1):
        here = desk / str(at)
        here.mkdir()
        shutil.copy(template / FILE, here / FILE)
        shutil.copy(template / FILE, here / "fresh")
        spoil(here)

        def swap(here=here):
            sqlite_desk._swap(here / "fresh", here / FILE, MORNING)

        steps = killed(here, django_db_blocker, swap, at)
        states += asked(here / FILE, NAMES)
        assert is_whole(here / FILE)
        if not steps:
            break

    assert states[-1] == ("Kept",)
    assert set(states[:-1]) == {("Spoilt",)}


def test_a_restore_killed_at_any_step_can_be_done_again(desk, archive, django_db_blocker):
    """In a soak at every step; else up to the costly one, and while that goes on."""
    for at in count(1):
        spoil(desk)
        steps = killed(desk, django_db_blocker, lambda: restore(archive), at)
        assert is_whole(desk / FILE)
        assert asked(desk / FILE, NAMES) == [("Spoilt",)] or is_settled(desk)
        assert (desk / "media" / "picture.webp").read_bytes() == b"a picture"
        if not steps or ("subprocess.Popen" in steps and not IS_SOAK):
            break

    spoil(desk)
    kill_while_it_settles(desk, archive, django_db_blocker)
    assert asked(desk / FILE, NAMES) == [("Spoilt",)]
    (desk / FILE).write_bytes(b"no database at all" * 500)
    again = dying.wait(living(desk, django_db_blocker, lambda: restore(archive)))

    assert again.code == 0, again.told
    assert is_settled(desk)
    assert list(desk.glob(".restoring-*")) == []
    kept = [file.read_bytes()[:8] for file in desk.glob("pre-restore-*sqlite3")]
    assert b"no datab" in kept


def is_settled(desk):
    """The desk of the backup, with its sessions ended."""
    sessions = asked(desk / FILE, "SELECT COUNT(*) FROM django_session")
    return (asked(desk / FILE, NAMES), sessions) == ([("Kept",)], [(0,)])


def kill_while_it_settles(desk, archive, blocker):
    """Its own child lives on for a while, in a folder that the next run sweeps under it."""
    child = living(desk, blocker, lambda: restore(archive))
    until = time.monotonic() + PATIENCE
    while not [*desk.glob(".restoring-*/*-journal"), *desk.glob(".restoring-*/*-wal")]:
        assert time.monotonic() < until
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGKILL)
    assert dying.wait(child).code == -signal.SIGKILL
