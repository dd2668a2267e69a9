"""The tables carry document 3's names: columns, nullability, and the words of their enums."""

from __future__ import annotations

import pytest
from django.db import connection

from agents.models import EntityType, RunStatus

pytestmark = pytest.mark.django_db
RUNS = {
    "id": False,
    "agent_id": False,
    "agent_entity_id": False,
    "status": False,
    "cycle_number": False,
    "trigger_type": True,
    "trigger_space_id": True,
    "trigger_entity_id": True,
    "trigger_message_id": True,
    "trigger_payload": True,
    "inbox_event_count": False,
    "step_count": False,
    "prompt_tokens": False,
    "completion_tokens": False,
    "duration_ms": False,
    "started_at": False,
    "completed_at": True,
}
ENTITIES = {
    "id": False,
    "type": False,
    "external_id": True,
    "display_name": True,
    "metadata": True,
    "created_at": False,
    "updated_at": False,
}
AGENTS = {
    "id": False,
    "name": False,
    "description": True,
    "config_json": False,
    "config_hash": True,
    "created_at": False,
    "updated_at": False,
}


def columns(table):
    """Whether each column of TABLE may be null, as the database says."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return {column.name: bool(column.null_ok) for column in found}


@pytest.mark.parametrize(
    ("table", "named"), [("runs", RUNS), ("entities", ENTITIES), ("agents", AGENTS)]
)
def test_a_table_has_the_documents_columns(table, named):
    found = columns(table)

    assert {name: found.get(name) for name in named} == named


def test_runs_no_longer_have_what_the_document_removed():
    assert "active_space_id" not in columns("runs")
    assert {"canceled", "queued"}.isdisjoint(RunStatus.values)


def test_the_words_are_the_documents():
    assert RunStatus.values == ["running", "waiting_tool", "completed", "failed"]
    assert EntityType.values == ["human", "agent"]


@pytest.mark.parametrize("table", ["runs", "entities", "agents", "run_steps"])
def test_ids_are_uuids(table):
    with connection.cursor() as cursor:
        key = connection.introspection.get_primary_key_columns(cursor, table)
        cursor.execute(f"SELECT id FROM {table} WHERE 1 = 0")
        kind = str(cursor.description[0][1]) if connection.vendor == "postgresql" else "2950"

    assert (key, kind) == (["id"], "2950")


def test_token_burn_has_document_1s_columns():
    assert {"source", "input_tokens", "output_tokens", "window"} <= columns(
        "agents_tokenburn"
    ).keys()
