"""Keeps what was erased here from coming back with another import of the same file."""

from __future__ import annotations

from collections.abc import Iterator

from devcraft.imports import Record, Source, batches
from devcraft.storable import is_storable
from runtime_memory.models import Erasure

ERASED = "Its session was erased here, so it was not read again."


def without_erased(source: Source, table: str, rows: Iterator[Record]) -> Iterator[Record]:
    """ROWS of TABLE without those of erased sessions, which count as unchanged."""
    counts = source.report.tables[table]
    for batch in batches(rows):
        named = {_session_of(table, record) for record in batch}
        erased = set(
            Erasure.objects.filter(session_id__in=named).values_list("session_id", flat=True)
        )
        for record in batch:
            if _session_of(table, record) in erased:
                counts.read += 1
                counts.unchanged += 1
                source.report.problem(table, record.id, ERASED)
            else:
                yield record


def _session_of(table: str, record: Record) -> str:
    value = record.values.get("id" if table == "sessions" else "session_id")
    return value if isinstance(value, str) and is_storable(value) else ""
