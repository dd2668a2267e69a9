"""Small files as the original writes them, and what an import leaves behind."""

from __future__ import annotations

import json
import sqlite3
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from devcraft.models import RawRow, SourceRow
from runtime_memory.models import ChainEntry, ImportBatch
from runtime_memory.tom.tables import MODELS, SCHEMA

DATA = Path(__file__).parent / "data"
SAMPLE = DATA / "tom_runtime.sqlite"
LEDGERS = [DATA / "override_replay.jsonl", DATA / "override_revocations.jsonl"]
AT = "2026-02-18T20:00:00.514Z"
COUNTS = {
    "sessions": 16,
    "conversation_turns": 50,
    "workflow_runs": 18,
    "workflow_steps": 79,
    "task_events": 65,
    "skills_learned": 19,
    "behavior_profiles": 5,
    "personality_profiles": 3,
    "skill_to_logic_proposals": 19,
    "validation_results": 19,
    "approvals": 26,
    "deploy_outcomes": 14,
}
DEFAULTS = {
    "sessions": {"actor": "cli", "started_at": AT},
    "conversation_turns": {"turn_index": 0, "role": "user", "content": "?", "created_at": AT},
    "workflow_runs": {
        "workflow_name": "tom.brain.cycle",
        "trigger_source": "cron",
        "initiated_by": "scheduler",
        "status": "running",
        "started_at": AT,
    },
    "task_events": {"event_type": "info", "event_level": "low", "message": "so", "created_at": AT},
    "skills_learned": {
        "skill_key": "cycle.summary",
        "description": "What was done",
        "source_type": "doc",
        "confidence": 0.8,
        "learned_at": AT,
    },
    "behavior_profiles": {
        "profile_name": "tom",
        "version": 1,
        "behavior_json": "{}",
        "effective_from": AT,
        "created_at": AT,
        "created_by": "ops",
    },
    "skill_to_logic_proposals": {
        "proposed_by": "oxide",
        "proposal_type": "policy_change",
        "proposal_json": "{}",
        "risk_level": "low",
        "status": "promoted",
        "created_at": AT,
        "updated_at": AT,
    },
}


def key(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def made(path: Path, rows: dict[str, list[dict]], *statements: str) -> Path:
    """A file at PATH with ROWS by table, over what a row of that table needs."""
    connection = sqlite3.connect(path)
    connection.executescript(SCHEMA)
    connection.execute("PRAGMA foreign_keys = OFF")
    for table, given in rows.items():
        for row in given:
            values = DEFAULTS[table] | row
            marks = ", ".join("?" for _ in values)
            connection.execute(
                f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})",
                list(values.values()),
            )
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def rows_of(path: Path) -> dict[str, list[tuple]]:
    """Every value of every row with its place and its type, in the order of the places."""
    connection = sqlite3.connect(path)
    connection.text_factory = bytes
    found = {}
    for table in MODELS:
        names = [one[1].decode() for one in connection.execute(f"PRAGMA table_info({table})")]
        asked = ", ".join(f"{name}, typeof({name})" for name in names)
        found[table] = connection.execute(
            f"SELECT rowid, {asked} FROM {table} ORDER BY rowid"
        ).fetchall()
    connection.close()
    return found


def schema_of(path: Path) -> list[tuple]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT type, name, tbl_name FROM sqlite_master ORDER BY 1, 2")
    listed = found.fetchall()
    connection.close()
    return listed


def run(path: Path, *options: object) -> dict:
    """The report of one import."""
    printed = StringIO()
    call_command("import_runtime_memory", path, "--json", *options, stdout=printed)
    return json.loads(printed.getvalue().splitlines()[-1])


def exported(path: Path, *options: object) -> Path:
    call_command("export_runtime_memory", path, *options, stdout=StringIO())
    return path


def outcomes(report: dict, table: str) -> dict[str, int]:
    return {name: count for name, count in report["tables"][table].items() if count}


def problems(report: dict) -> list[tuple[str, str, str]]:
    return [(one["table"], one["id"], one["reason"]) for one in report["problems"]]


def repairs(report: dict) -> list[tuple[str, str, str, int]]:
    return [(one["table"], one["field"], one["rule"], one["rows"]) for one in report["repairs"]]


def everything() -> dict[str, list[tuple]]:
    models = [*MODELS.values(), ChainEntry, ImportBatch, SourceRow, RawRow]
    return {model.__name__: sorted(model.objects.values_list(), key=str) for model in models}
