from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from tests.devcraft.backups.desks import FILE, act, place
from tests.devcraft.processes import run

FILL = """
import django; django.setup()
from agents.living import writing
from agents.living.config import reading
from devcraft import accounts, clock
from django.contrib.sessions.models import Session
from missions import editing
user = accounts.ensure_local_user()
editing.create(owner=user, name="Kept", now=clock.now())
Session.objects.create(session_key="s" * 32, session_data="", expire_date=clock.now())
config = {"version": "3.0", "agent": {"name": "Ada"}, "model": {"provider": "scripted",
    "name": "sample", "script": []}}
writing.create(owner=user, config=reading.checked(config), slug="ada")
"""
collect_ignore = [] if connection.vendor == "postgresql" else ["test_postgres_desk.py"]


@pytest.fixture(scope="session")
def template(tmp_path_factory, django_db_setup):
    """A desk with a mission, an agent, a session and a picture."""
    folder = tmp_path_factory.mktemp("desk")
    migrated(folder)
    filled = run("-c", FILL, **place(folder))
    assert filled.returncode == 0, filled.stderr[-2000:]
    (folder / "media").mkdir()
    (folder / "media" / "picture.webp").write_bytes(b"a picture")
    return folder


def migrated(folder):
    """An empty desk; where the tests have a database of their own, it has been migrated already."""
    if connection.vendor != "sqlite" or not Path(connection.settings_dict["NAME"]).exists():
        assert act(folder, "migrate", "--verbosity=0").returncode == 0
        return
    source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)
    empty = sqlite3.connect(folder / FILE)
    source.backup(empty)
    source.close()
    empty.close()


@pytest.fixture
def desk(template, tmp_path):
    folder = tmp_path / "desk"
    shutil.copytree(template, folder)
    return folder


@pytest.fixture(scope="session")
def archive(template):
    """A backup of the template, which nobody changes."""
    said = act(template, "backup", "--to", str(template / "kept"))
    assert said.returncode == 0, said.stderr[-2000:]
    (found,) = (template / "kept").iterdir()
    return found
