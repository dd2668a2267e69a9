"""Writes runtime memory as the original's file: its tables, its texts, its order of rows."""

from __future__ import annotations

import heapq
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, TypeGuard

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from devcraft.models import RawRow
from runtime_memory.models import ImportBatch
from runtime_memory.tom.spelling import raw_values, spelled
from runtime_memory.tom.tables import COLUMNS, MODELS, SCHEMA

BATCH = 500
Placed = tuple[int, dict[str, Any]]


class CannotExport(Exception):
    """The file cannot be written; the text is one line that says why."""


@dataclass
class Export:
    """Rows written per table, and raw rows that the schema refused."""

    rows: dict[str, int] = field(default_factory=dict)
    left_out: list[dict[str, str]] = field(default_factory=list)


def write(path: Path, *, source: str = "") -> Export:
    """Write all rows, or those imported under the label SOURCE, to the new file PATH.

    Imported rows keep their places where no two claim the same; rows that were kept raw
    are written as they were read. Raises CannotExport.
    """
    export = Export()
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as private:
            made = Path(private) / "tom_runtime.sqlite"
            with transaction.atomic():
                _read_one_state()
                _fill(made, export, source)
            os.link(made, path)
    except FileExistsError as error:
        raise CannotExport(f"{path} is there already; it was not overwritten.") from error
    except OSError as error:
        raise CannotExport(f"{path} cannot be written: {error.strerror}.") from error
    return export


def _read_one_state() -> None:
    """See one state throughout, whoever writes meanwhile; SQLite's transactions do."""
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _fill(made: Path, export: Export, source: str) -> None:
    file = sqlite3.connect(made)
    try:
        file.executescript(SCHEMA)
        file.execute("PRAGMA foreign_keys = OFF")
        for table in MODELS:
            _fill_table(file, table, export, source)
        file.commit()
    finally:
        file.close()


def _fill_table(file: sqlite3.Connection, table: str, export: Export, source: str) -> None:
    export.rows[table] = 0
    last = -(2**63)
    imported = heapq.merge(_evidence(table, source), _raw(table, source), key=lambda one: one[0])
    native = iter(()) if source else _native(table)
    for wanted, values in chain(imported, native):
        place = max(wanted, last + 1)
        try:
            _insert(file, table, place, values)
        except sqlite3.IntegrityError as error:
            left = {"table": table, "id": str(values.get("id")), "reason": f"{error}."}
            export.left_out.append(left)
            continue
        export.rows[table] += 1
        last = place


def _insert(file: sqlite3.Connection, table: str, place: int, values: dict[str, Any]) -> None:
    names = ", ".join(("rowid", *COLUMNS[table]))
    held = [values.get(name) for name in COLUMNS[table]]
    marks = ", ".join("CAST(? AS TEXT)" if _is_broken(one) else "?" for one in held)
    held = [one.encode("utf-8", "surrogateescape") if _is_broken(one) else one for one in held]
    file.execute(f"INSERT INTO {table} ({names}) VALUES (?, {marks})", [place, *held])  # noqa: S608


def _is_broken(value: object) -> TypeGuard[str]:
    """Whether VALUE is text of bytes that were no valid UTF-8."""
    return isinstance(value, str) and any("\ud800" <= one <= "\udfff" for one in value)


def _evidence(table: str, source: str) -> Iterator[Placed]:
    rows = MODELS[table]._default_manager.filter(import_batch__isnull=False)
    return _ordered(table, rows.filter(import_batch__source=source) if source else rows)


def _native(table: str) -> Iterator[Placed]:
    """These come last, so that what was imported keeps its places."""
    return _ordered(table, MODELS[table]._default_manager.filter(import_batch=None))


def _ordered(table: str, rows: QuerySet[Model]) -> Iterator[Placed]:
    batch: list[Model] = []
    for row in rows.order_by("sequence", "pk").iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            yield from _placed(table, batch)
            batch = []
    yield from _placed(table, batch)


def _placed(table: str, batch: Sequence[Any]) -> Iterator[Placed]:
    for row, values in zip(batch, spelled(table, batch), strict=True):
        yield row.sequence, values


def _raw(table: str, source: str) -> list[Placed]:
    labels = [source] if source else list(ImportBatch.objects.values_list("source", flat=True))
    kept = RawRow.objects.filter(source__in=labels, table=table).order_by("pk")
    found = [raw_values(raw) for raw in kept.values_list("raw", flat=True).iterator()]
    return sorted(((values.get("rowid", 0), values) for values in found), key=lambda one: one[0])
