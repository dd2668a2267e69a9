"""Targets that take nothing more: refused in one sentence, nothing half left, nothing changed."""

from __future__ import annotations

import resource

import pytest

from agents.crashing import dying
from devcraft.backups import checking, leftovers
from devcraft.backups.manifest import BadBackup
from devcraft.backups.refusals import CannotBackUp, CannotRestore
from tests.devcraft.backups.desks import FILE, asked, back_up, living, restore, said, spoil

pytestmark = pytest.mark.threads
KINDS = (CannotBackUp, CannotRestore, BadBackup)


def full(work, most):
    """WORK where no file may be longer than MOST bytes, as on a disk that is full."""

    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        try:
            work()
        except KINDS as error:
            return f"{type(error).__name__}: {error}"
        return "done"

    return limited


@pytest.mark.parametrize("most", [100_000, 1_500_000])
def test_a_backup_onto_a_full_disk_is_refused_and_leaves_nothing(desk, django_db_blocker, most):
    target = desk / "to"

    ended = dying.wait(living(desk, django_db_blocker, full(lambda: back_up(target), most)))

    assert ended.code == 0, ended.told
    assert ended.told.startswith("CannotBackUp: ")
    assert ended.told.count("\n") == 0
    assert list(target.iterdir()) == []


def test_a_restore_onto_a_full_disk_is_refused_and_changes_nothing(
    desk, archive, django_db_blocker
):
    spoil(desk)

    ended = dying.wait(living(desk, django_db_blocker, full(lambda: restore(archive), 500_000)))

    assert ended.told == f"CannotRestore: {desk} cannot be written: File too large."
    assert asked(desk / FILE, "SELECT name FROM missions_mission") == [("Spoilt",)]
    assert list(desk.glob(".restoring-*")) == []


def test_a_target_that_nobody_may_write_and_a_touched_archive_end_with_a_sentence(
    desk, archive, tmp_path, django_db_blocker
):
    """/proc takes no file from anybody, an administrator included."""
    touched = tmp_path / "touched"
    touched.write_bytes(archive.read_bytes()[:-2000])
    expected = [
        ("/proc cannot be written: ", "backup", "--to", "/proc"),
        (f"{desk / FILE} cannot be written: File exists.", "backup", "--to", desk / FILE),
        ("The archive cannot be read: ", "backup_check", touched),
        ("The archive cannot be read: No such file", "restore", tmp_path / "none", "--yes"),
    ]

    for words, *arguments in expected:
        code, text = said(desk, django_db_blocker, *arguments)
        assert code == 1
        assert text.startswith(words)
        assert text.count("\n") == 0


def test_two_runs_do_not_work_in_one_folder(desk, archive, tmp_path, django_db_blocker):
    """What another one makes is not taken for the left-overs of a killed one."""
    with leftovers.workplace(desk, ".restoring-") as work:
        ended = dying.wait(living(desk, django_db_blocker, full(lambda: restore(archive), -1)))
        assert work.is_dir()

    assert ended.told.endswith("cannot be written: another run is at work there.")
    assert checking.unpack(archive, tmp_path / "out").seal is None
