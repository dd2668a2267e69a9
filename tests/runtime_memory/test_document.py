"""The database against document 2's own DDL; what differs is listed here and nowhere else."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from runtime_memory.tom import tables

DDL = (Path(__file__).parent / "data" / "runtime_memory_v1.sql").read_text()
OURS = Path(tables.__file__).with_name("schema.sql")
AFFINITY = {"text": "TEXT", "integer": "INTEGER", "real": "REAL", 25: "TEXT", 23: "INTEGER"}
AFFINITY[701] = "REAL"
FURTHER_COLUMNS = {
    "sessions": {"owner_id", "import_batch_id", "sequence"},
    "conversation_turns": {"import_batch_id", "sequence"},
    "workflow_runs": {"session_id", "owner_id", "import_batch_id", "sequence"},
    "workflow_steps": {"import_batch_id", "sequence"},
    "task_events": {"import_batch_id", "sequence"},
    "skills_learned": {"owner_id", "import_batch_id", "sequence"},
    "behavior_profiles": {"owner_id", "import_batch_id", "sequence"},
    "personality_profiles": {"owner_id", "import_batch_id", "sequence"},
    "skill_to_logic_proposals": {
        "content_digest",
        "proposer_person_id",
        "import_batch_id",
        "sequence",
    },
    "validation_results": {"content_digest", "validator_person_id", "import_batch_id", "sequence"},
    "approvals": {
        "content_digest",
        "approver_person_id",
        "approver_groups",
        "decided_alone",
        "import_batch_id",
        "sequence",
    },
    "deploy_outcomes": {"import_batch_id", "sequence"},
}
FURTHER_UNIQUES = {
    "approvals": {
        ("proposal_id", "content_digest", "approval_type", "approver_person_id", "decision")
    }
}
TABLES = sorted(FURTHER_COLUMNS)


@pytest.fixture(scope="module")
def document():
    original = sqlite3.connect(":memory:")
    original.executescript(DDL)
    yield original
    original.close()


def rows(document, pragma, name):
    return document.execute(f"PRAGMA {pragma}({name})").fetchall()


def documented_columns(document, table):
    """Type, whether it may be null, and default of each column. A key may not be null here,
    though SQLite lets a TEXT key."""
    return {
        name: (kind, not required and not key, default)
        for _, name, kind, required, default, key in rows(document, "table_info", table)
    }


def our_columns(cursor, table):
    found = connection.introspection.get_table_description(cursor, table)
    return {
        column.name: (
            AFFINITY.get(column.type_code, column.type_code),
            bool(column.null_ok),
            column.default and column.default.replace("::text", ""),
        )
        for column in found
    }


def documented_indexes(document, table, *, unique):
    return {
        (
            name if origin == "c" else "",
            tuple(part[2] for part in rows(document, "index_info", name)),
        )
        for _, name, is_unique, origin, _ in rows(document, "index_list", table)
        if origin != "pk" and bool(is_unique) == unique
    }


def our_rules(cursor, table):
    return connection.introspection.get_constraints(cursor, table)


def test_the_document_names_the_twelve(document):
    found = document.execute("SELECT name FROM sqlite_master WHERE type = 'table'")

    assert sorted(name for (name,) in found) == TABLES


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_as_documented(document, table):
    with connection.cursor() as cursor:
        ours = our_columns(cursor, table)

    named = documented_columns(document, table)
    assert {name: ours.get(name) for name in named} == named
    assert ours.keys() - named.keys() == FURTHER_COLUMNS[table]


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_the_key_and_the_uniques_are_as_documented(document, table):
    with connection.cursor() as cursor:
        key = connection.introspection.get_primary_key_columns(cursor, table)
        rules = our_rules(cursor, table).values()

    ours = {tuple(r["columns"]) for r in rules if r["unique"] and not r["primary_key"]}
    named = {columns for _, columns in documented_indexes(document, table, unique=True)}
    assert key == ["id"]
    assert ours - {("id",)} == named | FURTHER_UNIQUES.get(table, set())


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_every_index_has_its_name_and_columns(document, table):
    with connection.cursor() as cursor:
        rules = our_rules(cursor, table)

    for name, columns in documented_indexes(document, table, unique=False):
        assert (rules[name]["index"], tuple(rules[name]["columns"])) == (True, columns)


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_every_reference_is_there_and_begins_an_index(document, table):
    """The document's are ON DELETE CASCADE or SET NULL; ours refuse, on purpose."""
    with connection.cursor() as cursor:
        rules = our_rules(cursor, table).values()
        actions = deleting(cursor, table)

    named = {
        (there[3], (there[2], there[4])) for there in rows(document, "foreign_key_list", table)
    }
    ours = {(r["columns"][0], tuple(r["foreign_key"])) for r in rules if r["foreign_key"]}
    led = {r["columns"][0] for r in rules if r["index"] or r["unique"]}
    assert named <= ours
    assert {column for column, _ in ours} <= led
    assert actions <= {"NO ACTION"}


def deleting(cursor, table):
    if connection.vendor == "sqlite":
        cursor.execute(f"PRAGMA foreign_key_list({table})")
        return {found[6] for found in cursor.fetchall()}
    cursor.execute(
        "SELECT delete_rule FROM information_schema.referential_constraints"
        " JOIN information_schema.table_constraints USING (constraint_name)"
        " WHERE table_name = %s",
        [table],
    )
    return {found[0] for found in cursor.fetchall()}


@pytest.mark.django_db
def test_the_documents_sql_runs_unchanged_and_changes_nothing():
    plain = re.sub(r"--[^\n]*", "", DDL)
    statements = [s for s in plain.split(";") if s.strip() and "PRAGMA" not in s]
    with connection.cursor() as cursor:
        before = {table: our_rules(cursor, table) for table in TABLES}

        for statement in statements:
            cursor.execute(statement)

        assert {table: our_rules(cursor, table) for table in TABLES} == before
    assert len(statements) == 18


@pytest.mark.django_db
def test_a_program_that_knows_the_document_alone_can_write():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sessions (id, actor, channel, started_at)"
            " VALUES ('s', 'tom', 'cli', '2026-02-18T20:00:00.514Z')"
        )
        cursor.execute(
            "INSERT INTO conversation_turns (id, session_id, turn_index, role, content, created_at)"
            " VALUES ('t', 's', 0, 'user', 'hello', '2026-02-18T20:00:00.514Z')"
        )
        cursor.execute("SELECT status, metadata_json FROM sessions")

        assert cursor.fetchall() == [("active", "{}")]


def test_what_an_export_makes_is_the_document_to_the_letter():
    assert OURS.read_text() == DDL
