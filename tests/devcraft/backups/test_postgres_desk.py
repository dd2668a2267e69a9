"""A desk on PostgreSQL, dumped as one snapshot, put back beside itself and swapped by name."""

from __future__ import annotations

import gc
import os
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections
from psycopg import sql

from devcraft.backups.dumps import VERSION
from tests.devcraft.backups.conftest import FILL
from tests.devcraft.processes import last_line, manage, run

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]
BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
PATH = ":".join([*map(str, BINARIES[-1:]), os.environ["PATH"]])


@contextmanager
def server(name="postgres"):
    told = connection.settings_dict
    given = {word: told[word.upper()] for word in ("user", "password", "host", "port")}
    with psycopg.connect(dbname=name, autocommit=True, **given) as found:
        yield found


def asked(name, query):
    with server(name) as desk:
        return desk.execute(query).fetchall()


@pytest.fixture
def desk(tmp_path):
    """A copy of the tests' own database, with an environment that names it."""
    told, name = connection.settings_dict, f"desk_{os.getpid()}"
    source = told["NAME"]
    connections.close_all()
    with server() as found:
        drop(found, name)
        free(found, source)
        found.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, source)))
        )
    there = "{USER}:{PASSWORD}@{HOST}:{PORT}".format(**told).replace(":@", "@")
    place = {"DATABASE_URL": f"postgres://{there}/{name}", "DATA_DIR": str(tmp_path), "PATH": PATH}
    filled = run("-c", FILL, **place)
    assert filled.returncode == 0, filled.stderr[-2000:]
    yield name, place
    with server() as found:
        drop(found, name)


def free(found, name):
    """End what threads of earlier tests left open: no database in use can be copied."""
    gc.collect()
    found.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name]
    )


def drop(found, name):
    for (each,) in found.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{name}%"]
    ).fetchall():
        found.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(each)))


def test_what_was_dumped_comes_back_and_the_desk_of_before_stays(desk, tmp_path):
    name, place = desk
    taken = manage("backup", "--to", str(tmp_path / "to"), **place)
    assert taken.returncode == 0, taken.stderr[-2000:]
    (archive,) = (tmp_path / "to").iterdir()
    with server(name) as people:
        people.execute("UPDATE missions_mission SET name = 'Spoilt'")
        busy = manage("restore", str(archive), "--yes", **place)
        checked = manage("backup_check", str(archive), **place)
    with server() as found:
        found.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(f"{name}_restoring")))

    said = manage("restore", str(archive), "--yes", **place)

    assert "is in use by 1 connections" in last_line(busy)
    assert checked.stdout.startswith("Whole: of ")
    assert said.returncode == 0, said.stderr[-2000:]
    assert asked(name, "SELECT name FROM missions_mission") == [("Kept",)]
    assert asked(name, "SELECT COUNT(*) FROM django_session") == [(0,)]
    assert asked(name, "SELECT COUNT(*) FROM agents WHERE parked_at IS NULL AND slug='ada'") == [
        (0,)
    ]
    listed = "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY 1"
    with server() as found:
        names = [each for (each,) in found.execute(listed, [f"{name}%"])]
    assert len(names) == 2
    assert asked(names[1], "SELECT name FROM missions_mission") == [("Spoilt",)]
    assert manage("verify_memory", **place).returncode == 0


def test_missing_and_older_programs_and_another_engine_are_named(desk, tmp_path):
    name, place = desk
    older = tmp_path / "bin" / "pg_dump"
    older.parent.mkdir()
    older.write_text('#!/bin/sh\necho "pg_dump (PostgreSQL) 9.6.24"\n')
    older.chmod(0o755)

    missing = manage("backup", "--to", str(tmp_path / "to"), **(place | {"PATH": str(tmp_path)}))
    old = manage(
        "backup", "--to", str(tmp_path / "to"), **(place | {"PATH": f"{older.parent}:/bin"})
    )

    assert "pg_dump is not on the PATH" in last_line(missing)
    assert "pg_dump is of PostgreSQL 9 and the server of" in last_line(old)
    assert list((tmp_path / "to").iterdir()) == []
    assert asked(name, "SELECT name FROM missions_mission") == [("Kept",)]


@pytest.mark.parametrize(
    ("said", "major"),
    [("pg_dump (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)", "15"), ("pg_dump 18beta2", "18")],
)
def test_the_version_is_read(said, major):
    assert VERSION.search(said)[1] == major
