"""Encrypted archives: only for a key of age, only by age, opened by who holds the key."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.devcraft.backups.desks import said

pytestmark = pytest.mark.threads
KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


def test_without_age_and_without_a_key_nothing_is_written(
    desk, tmp_path, monkeypatch, django_db_blocker
):
    monkeypatch.setenv("PATH", str(tmp_path))
    backup = ("backup", "--to", desk / "to", "--encrypt-to")

    without = said(desk, django_db_blocker, *backup, KEY)
    wrong = said(desk, django_db_blocker, *backup, "a key")

    assert without == (1, "The program age is not on the PATH; install age, or leave it out.")
    assert wrong[1].startswith("--encrypt-to must be a public key of age")
    assert not (desk / "to").exists()


def test_who_holds_the_key_opens_it_and_nobody_else(desk, tmp_path, django_db_blocker):
    if shutil.which("age-keygen") is None:
        pytest.skip("age is not installed")
    identity = tmp_path / "identity"
    made = subprocess.run(
        ["age-keygen", "-o", str(identity)], capture_output=True, text=True, check=True
    )
    key = made.stderr.split()[-1]

    backup = said(desk, django_db_blocker, "backup", "--to", desk / "to", "--encrypt-to", key)
    (found,) = (desk / "to").iterdir()
    shut = said(desk, django_db_blocker, "backup_check", found)
    opened = said(desk, django_db_blocker, "backup_check", found, "--identity", identity)
    back = said(desk, django_db_blocker, "restore", found, "--yes", "--identity", identity)

    assert found.name.endswith(".devcraft.tar.gz.age")
    assert shut[1].startswith("It is encrypted: say --identity FILE")
    assert opened[1].startswith("Whole: of ")
    assert (backup[0], shut[0], opened[0], back[0]) == (0, 1, 0, 0)
