"""Files of every generation, and files that break the document's rules (spec A15)."""

from __future__ import annotations

import pytest

from devcraft.models import RawRow
from runtime_memory.models import ImportBatch, Session, Skill, Turn
from tests.runtime_memory.tom_files import (
    everything,
    exported,
    key,
    made,
    outcomes,
    problems,
    repairs,
    rows_of,
    run,
)

pytestmark = pytest.mark.django_db
CYCLE = {"id": key(1)}
IDENTITY = {"id": key(1), "context_json": '{"identity":{"identityAgent":"tom"}}'}
GATE = {"id": key(2), "payload_json": '{"autonomyGate":{"finalGate":"GO"}}'}
REJECTED = {"id": key(2), "payload_json": '{"policyDecision":"override-rejected"}'}
GENERATIONS = {
    "": {},
    "G0": {"workflow_runs": [CYCLE]},
    "G1": {"workflow_runs": [IDENTITY]},
    "G2": {"workflow_runs": [IDENTITY], "task_events": [GATE]},
    "G3": {"workflow_runs": [IDENTITY], "task_events": [REJECTED]},
    "G4": {"task_events": [{"id": key(2), "message": "PRIVILEGE_DENIED"}]},
    "G5": {"workflow_runs": [{"id": key(1), "workflow_name": "electron.ipc.privileged"}]},
}
DAMAGED = {
    "sessions": [
        {"id": key(1), "metadata_json": "{broken"},
        {"id": key(2), "started_at": "2026-02-18T21:00:00+01:00"},
        {"id": "session-3", "metadata_json": "[1]"},
        {"id": key(4), "status": "sleeping"},
        {"id": None, "actor": "nobody"},
        {"id": None, "actor": "nobody else"},
        {"id": key(5), "started_at": "2026-02-18 20:00:00"},
    ],
    "conversation_turns": [
        {"id": key(6), "session_id": "session-3"},
        {"id": key(7), "session_id": key(4)},
        {"id": key(8), "session_id": key(1), "role": "oracle"},
    ],
    "skills_learned": [
        {"id": key(9), "learned_at": "yesterday"},
        {"id": key(10), "confidence": 7},
    ],
    "skill_to_logic_proposals": [{"id": key(11), "skill_id": key(9)}],
    "task_events": [{"id": key(12), "workflow_run_id": key(99)}],
}


@pytest.mark.parametrize("name", GENERATIONS)
def test_the_generation_is_told_by_its_marks(tmp_path, name):
    path = made(tmp_path / "tom.sqlite", GENERATIONS[name] | {"sessions": [{"id": key(50)}]})

    report = run(path)

    assert ImportBatch.objects.get().generation == name
    assert report["problems"] == []


def test_each_anomaly_is_named(tmp_path):
    report = run(made(tmp_path / "tom.sqlite", DAMAGED))

    assert repairs(report) == [
        (
            "sessions",
            "metadata_json",
            "is no JSON that can be kept; it shows as {}, and its own text is kept beside it",
            1,
        ),
        (
            "sessions",
            "started_at",
            "is spelled another way; the moment is kept, and its own text beside it",
            1,
        ),
        ("sessions", "id", "is no UUID; it is kept as it is", 1),
        ("sessions", "metadata_json", "is JSON, but no object; it is kept as it is", 1),
        (
            "sessions",
            "started_at",
            "has no zone and was read as UTC; its own text is kept beside it",
            1,
        ),
    ]
    assert problems(report) == [
        ("sessions", key(4), "status 'sleeping' is not one that is known."),
        ("sessions", "rowid 5", "id is NULL."),
        ("sessions", "rowid 6", "id is NULL."),
        ("conversation_turns", key(8), "role 'oracle' is not one that is known."),
        ("conversation_turns", key(7), "session_id names no row that could be imported."),
        ("task_events", key(12), "workflow_run_id names no row that could be imported."),
        ("skills_learned", key(9), "learned_at 'yesterday' is not a moment."),
        ("skills_learned", key(10), "It breaks the rule skills_learned_confidence_in_range."),
        ("skill_to_logic_proposals", key(11), "skill_id names no row that could be imported."),
    ]
    assert outcomes(report, "sessions") == {"read": 7, "created": 4, "kept_raw": 3}
    assert (Session.objects.count(), Turn.objects.count(), Skill.objects.count()) == (4, 1, 0)
    assert RawRow.objects.count() == 9


def test_a_damaged_file_is_imported_once_and_goes_out_whole(tmp_path):
    path = made(tmp_path / "tom.sqlite", DAMAGED)
    run(path)
    before = everything()

    run(path)
    out = exported(tmp_path / "out.sqlite")
    run(out)

    assert everything() == before
    assert rows_of(out) == rows_of(path)


def test_a_table_that_is_not_the_documents_is_kept_raw(tmp_path):
    path = made(
        tmp_path / "tom.sqlite",
        {},
        "CREATE TABLE notes (id TEXT, said TEXT)",
        "INSERT INTO notes VALUES ('1', 'hm'), ('1', 'hm again'), (NULL, 'and again')",
    )

    report = run(path)

    assert outcomes(report, "notes") == {"read": 3, "kept_raw": 3}
    assert RawRow.objects.filter(table="notes").count() == 3
