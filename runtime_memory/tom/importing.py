"""One import of the original's file: all of it, with its line in the chain, or nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from devcraft.imports import Record, Source, import_rows, keep_table
from devcraft.models import RawRow
from devcraft.sqlite_file import SourceFile
from runtime_memory import chain, moments
from runtime_memory.models import ImportBatch
from runtime_memory.tom.erased import without_erased
from runtime_memory.tom.evidence import EvidenceWriter
from runtime_memory.tom.ledgers import Ledger, keep_ledger
from runtime_memory.tom.spelling import spelled
from runtime_memory.tom.tables import MODELS
from runtime_memory.tom.values import LONGEST_ID

LONGEST_TABLE_NAME = 80
BATCH = 1000
GOVERNED = [table for table, model in MODELS.items() if table not in {
    "sessions", "conversation_turns", "workflow_runs", "workflow_steps", "task_events"
}]  # fmt: skip
"""Tables whose imported rows stay for ever, so that the chain can tell their digest."""
MARKS = {
    "G5": "SELECT 1 FROM workflow_runs WHERE workflow_name IN"
    " ('electron.ipc.privileged', 'tom.governance.revoke_override')",
    "G4": "SELECT 1 FROM task_events WHERE message GLOB 'PRIVILEGE_*'",
    "G3": "SELECT 1 FROM task_events WHERE payload_json GLOB '*\"override-rejected\"*'",
    "G2": "SELECT 1 FROM task_events WHERE payload_json GLOB '*\"autonomyGate\"*'"
    " OR payload_json GLOB '*\"override-autonomy\"*'",
    "G1": "SELECT 1 FROM workflow_runs WHERE context_json GLOB '*\"identity\":*'",
    "G0": "SELECT 1 FROM workflow_runs WHERE workflow_name = 'tom.brain.cycle'",
}


def run(source: Source, file: SourceFile, ledgers: list[Ledger]) -> Iterator[int]:
    """Import everything; yields the number of rows done after each batch.

    When nothing is new, nothing is written: no batch, and no line.
    """
    with transaction.atomic():
        before = _raw_state(source)
        batch = ImportBatch.objects.create(
            source=source.label,
            digest=_digest(file.path),
            generation=generation(file),
            imported_at=moments.cut(source.now),
        )
        yield from _import_tables(source, file, batch)
        kept = [keep_ledger(source, ledger) for ledger in ledgers]
        changed = any(one.created or one.updated for one in source.report.tables.values())
        if changed or before != _raw_state(source) or any(one["new"] for one in kept):
            _record(source, batch, kept)
        else:
            transaction.set_rollback(True)


def generation(file: SourceFile) -> str:
    """The newest generation of the original whose marks FILE bears (spec §1.4); or ""."""
    return next((name for name, mark in MARKS.items() if file.holds(mark)), "")


def _import_tables(source: Source, file: SourceFile, batch: ImportBatch) -> Iterator[int]:
    for name, reason in file.skipped:
        source.report.problem(ascii(name), "", f"Not read: it is {reason}.")
    for table in MODELS:
        writer = EvidenceWriter(source, table, batch)
        rows = writer.new_to_us(_rows(source, file, table))
        yield from import_rows(source, writer, rows)
    for table in file.tables:
        if table in MODELS:
            continue
        if len(table) > LONGEST_TABLE_NAME or not table.isprintable():
            source.report.problem(ascii(table), "", "Not read: its name cannot be kept.")
        else:
            yield from keep_table(source, table, _rows(source, file, table))


def _rows(source: Source, file: SourceFile, table: str) -> Iterator[Record]:
    return without_erased(source, table, _identified(file.rows(table)))


def _identified(rows: Iterator[Record]) -> Iterator[Record]:
    """ROWS by id; one whose id cannot serve by its place."""
    seen: set[str] = set()
    for number, record in enumerate(rows, start=1):
        place = f"rowid {record.values.get('rowid', number)}"
        own = record.values.get("id")
        if record.id in seen or not isinstance(own, str) or len(own) > LONGEST_ID:
            yield Record(record.table, place, record.values)
        else:
            seen.add(record.id)
            yield record


def _record(source: Source, batch: ImportBatch, ledgers: list[dict[str, Any]]) -> None:
    """Close BATCH with its report, and tell of it in the chain."""
    report = source.report
    facts = {
        "source": batch.source,
        "file": batch.digest,
        "generation": batch.generation,
        "counts": {name: vars(counts) for name, counts in report.tables.items()},
        "anomalies": _anomalies(source),
        "evidence": {table: evidence_digest(table, batch) for table in GOVERNED},
        "ledgers": ledgers,
    }
    batch.report_json = json.dumps(json.loads(report.as_json()) | {"ledgers": ledgers})
    batch.save(update_fields=["report_json"])
    chain.append(kind="import.recorded", subject=batch, now=source.now, **facts)


def _anomalies(source: Source) -> dict[str, dict[str, int]]:
    """Per table: how many rows each rule concerns."""
    told: dict[str, dict[str, int]] = {}
    for repair in source.report.repairs:
        rules = told.setdefault(repair["table"], {})
        rules[f"{repair['field']} {repair['rule']}"] = repair["rows"]
    for problem in source.report.problems:
        rules = told.setdefault(problem["table"], {})
        rules[problem["reason"]] = rules.get(problem["reason"], 0) + 1
    return told


def evidence_digest(table: str, batch: ImportBatch) -> str:
    """SHA-256 of the rows that BATCH brought into TABLE, in the order of their ids."""
    rows = MODELS[table]._default_manager.filter(import_batch=batch).order_by("pk")
    found = hashlib.sha256()
    last = ""
    while some := list(rows.filter(pk__gt=last)[:BATCH]):
        for one in spelled(table, some):
            found.update(json.dumps(one, sort_keys=True).encode() + b"\n")
        last = str(some[-1].pk)
    return found.hexdigest()


def _raw_state(source: Source) -> str:
    """A digest of the raw rows under this label."""
    found = hashlib.sha256()
    rows = RawRow.objects.filter(source=source.label).order_by("pk")
    for one in rows.values_list("table", "source_id", "raw", "reason").iterator():
        found.update(repr(one).encode())
    return found.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
