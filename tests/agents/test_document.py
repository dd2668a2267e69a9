"""The database against document 3's listings and SQL; what differs is listed here alone."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from agents import models
from tests.agents import listing

pytestmark = pytest.mark.django_db
NEW, ENUMS = listing.listed("living_agents_v3.prisma")
KEPT, KEPT_ENUMS = listing.listed("living_agents_v2.prisma")
DOCUMENTED = KEPT | NEW
MADE = listing.created("living_agents_v3.sql")
FURTHER_COLUMNS = {
    "entities": {"owner_id", "user_id"},
    "agents": {"owner_id", "slug", "paused_at", "parked_at", "parked_reason", "archived_at"},
    "smart_spaces": {"owner_id", "last_seq", "archived_at"},
    "smart_space_memberships": {"last_seen_seq"},
    "smart_space_messages": {"idempotency_key"},
    "clients": {"access_id"},
    "memories": set(),
    "goals": set(),
    "plans": {"zone"},
    "agent_consciousness": {"cycles", "metadata", "version"},
    "inbox_events": {
        *("status", "run_id", "priority", "attempts", "available_at", "error", "sequence"),
        *("held_reason", "is_peeked"),
    },
    "runs": {
        *("owner_id", "origin", "session", "project", "branch", "error", "stop_reason"),
        "profiles",
    },
}
FURTHER_UNIQUES = {"entities": {("user_id",)}}
DIFFERENT = {
    # The SQL gives defaults that the listing leaves out.
    ("agent_consciousness", "messages"): ("json", False, "[]"),
    ("runs", "cycle_number"): ("integer", False, "0"),
    # Sessions of other tools are runs too, and add up to more than 2**31.
    ("runs", "prompt_tokens"): ("bigint", False, "0"),
    ("runs", "completion_tokens"): ("bigint", False, "0"),
    ("runs", "duration_ms"): ("bigint", False, "0"),
}
AS_LISTED = {
    # Where SQL and listing differ on null the listing has the word.
    ("runs", name)
    for name in (*("cycle_number", "inbox_event_count", "step_count", "prompt_tokens"),)
} | {("runs", "completion_tokens"), ("runs", "duration_ms")}
ADDITIONS = {
    "agent_changes",
    "agent_configs",
    "agent_leases",
    "agent_consciousness_archive",
    "agent_consciousness_snapshots",
    "agent_outbox",
    "pending_tool_calls",
    "run_steps",
    "tool_calls",
}


def seen(column):
    """SQLite keeps JSON as text."""
    word, may_be_null, default = column
    is_text = word == "json" and connection.vendor == "sqlite"
    return ("text" if is_text else word), may_be_null, default


@pytest.mark.parametrize("table", sorted(DOCUMENTED))
def test_every_column_is_as_documented(table):
    expected = {
        name: seen(DIFFERENT.get((table, name), column))
        for name, column in DOCUMENTED[table].columns.items()
    }

    found = listing.ours(table).columns

    assert {name: found.get(name) for name in expected} == expected
    assert found.keys() - expected.keys() == FURTHER_COLUMNS[table]


@pytest.mark.parametrize("table", sorted(DOCUMENTED))
def test_the_uniques_are_as_documented(table):
    expected = DOCUMENTED[table].uniques | FURTHER_UNIQUES.get(table, set())

    assert listing.ours(table).uniques - {("id",)} == expected


@pytest.mark.parametrize("table", sorted(MADE))
def test_the_documents_sql_says_the_same(table):
    found = listing.ours(table).columns
    made = MADE[table].columns

    for name, column in made.items():
        word, may_be_null, default = DIFFERENT.get((table, name), column)
        may_be_null = may_be_null and (table, name) not in AS_LISTED
        assert found[name] == seen((word, may_be_null, default)), name
    assert MADE[table].uniques <= listing.ours(table).uniques


@pytest.mark.parametrize(("table", "column"), listing.dropped("living_agents_v3.sql"))
def test_what_the_document_removed_is_gone(table, column):
    assert column not in listing.ours(table).columns


def test_no_difference_is_listed_in_vain():
    assert DIFFERENT.keys() <= {(t, c) for t in DOCUMENTED for c in DOCUMENTED[t].columns}
    assert all(
        DIFFERENT[table, name] != DOCUMENTED[table].columns[name] for table, name in DIFFERENT
    )


def test_the_words_are_the_documents():
    assert models.RunStatus.values == ENUMS["RunStatus"]
    assert models.EntityType.values == KEPT_ENUMS["EntityType"]
    assert models.PlanStatus.values == KEPT_ENUMS["PlanStatus"]
    assert models.EventType.values[:3] == ["space_message", "plan", "service"]
    assert models.SpaceRole.values == ["user", "assistant", "system", "tool"]
    assert models.GoalStatus.values == ["active", "completed", "abandoned"]


def test_the_design_adds_its_own_tables():
    assert set(connection.introspection.table_names()) >= ADDITIONS


@pytest.mark.parametrize("table", sorted(DOCUMENTED.keys() | ADDITIONS))
def test_references_are_refused_or_go_with_the_whole(table):
    """Agents are archived, so no deletion in the database reaches further than its row."""
    with connection.cursor() as cursor:
        rules = connection.introspection.get_constraints(cursor, table).values()

    named = {rule["columns"][0] for rule in rules if rule["foreign_key"]}
    led = {rule["columns"][0] for rule in rules if rule["index"] or rule["unique"]}
    assert named <= led | {"agent_id"}


def test_a_program_that_knows_the_document_alone_can_write():
    one, two = (uuid.uuid4() if connection.vendor == "postgresql" else n * 32 for n in "12")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO agents (id, name, config_json) VALUES (%s, 'Assistant', '{}')", [one]
        )
        cursor.execute(
            "INSERT INTO entities (id, type, agent_id) VALUES (%s, 'agent', %s)", [two, one]
        )
        cursor.execute(
            "INSERT INTO agent_consciousness (id, agent_entity_id) VALUES (%s, %s)", [one, two]
        )
        cursor.execute(
            "INSERT INTO inbox_events (id, agent_entity_id, event_id, event_type, data)"
            " VALUES (%s, %s, 'e1', 'service', '{}')",
            [one, two],
        )
        cursor.execute(
            "INSERT INTO runs (id, agent_id, agent_entity_id, cycle_number) VALUES (%s, %s, %s, 1)",
            [one, one, two],
        )
        cursor.execute("SELECT messages, cycle_count FROM agent_consciousness")

        assert [str(value) for value in cursor.fetchone()] == ["[]", "0"]
    assert models.Run.objects.get().origin == "own"
    assert models.InboxEvent.objects.get().status == "pending"


def test_an_unknown_run_status_is_no_status():
    run = models.Run(status="queued", cycle_number=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        run.save()


@pytest.mark.parametrize("table", sorted(DOCUMENTED.keys() - {"agent_leases"}))
def test_ids_are_uuids(table):
    with connection.cursor() as cursor:
        key = connection.introspection.get_primary_key_columns(cursor, table)

    assert (key, listing.ours(table).columns["id"][0]) == (["id"], "uuid")


def test_token_burn_has_document_1s_columns():
    assert {"source", "input_tokens", "output_tokens", "window"} <= listing.ours(
        "agents_tokenburn"
    ).columns.keys()
