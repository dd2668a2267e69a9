"""What every importer shares: the report, kept raw rows, and identity across runs.

A source row is identified by (source label, table, id). A second run of the same file
changes nothing; a changed row is taken over only when nobody changed ours since.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from devcraft.models import RawRow, SourceRow, User
from devcraft.storable import is_storable

BATCH = 500
HEAVIEST = 4 * 1024 * 1024
MOST_IDS_SHOWN = 200
LONGEST_ID = 200


NOT_MAPPED = "No table of ours holds this; it is kept as it is."
ANOTHER_DATABASE = (
    "Another row with this id was imported under this label; if this is another "
    "database, give it a label of its own with --source."
)


class LabelTaken(Exception):
    """The label names another person's import; the text says what to do."""


class BadRow(ValueError):
    """A row that no table of ours can hold; the text says which rule it breaks."""


@dataclass
class Counts:
    """How many rows of one table were read, and what became of them."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept_raw: int = 0
    deferred: int = 0

    @property
    def is_balanced(self) -> bool:
        outcomes = (self.created, self.updated, self.unchanged, self.kept_raw, self.deferred)
        return self.read == sum(outcomes)


@dataclass
class Report:
    """The account of one run: counts per table, repairs and problems by rule."""

    tables: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    repaired: dict[tuple[str, str, str], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    problems: list[dict[str, Any]] = field(default_factory=list)

    def repair(self, table: str, row_id: str, name: str, rule: str) -> None:
        self.repaired[table, name, rule].append(row_id)

    def problem(self, table: str, row_id: str, reason: str) -> None:
        self.problems.append({"table": table, "id": row_id, "reason": reason})

    @property
    def repairs(self) -> list[dict[str, Any]]:
        return [
            {
                "table": table,
                "field": name,
                "rule": rule,
                "rows": len(ids),
                "ids": ids[:MOST_IDS_SHOWN],
            }
            for (table, name, rule), ids in self.repaired.items()
        ]

    def as_object(self) -> dict[str, Any]:
        tables = {name: dict(vars(counts)) for name, counts in self.tables.items()}
        return {"tables": tables, "repairs": self.repairs, "problems": self.problems}

    def as_json(self) -> str:
        return json.dumps(self.as_object())


@dataclass(frozen=True)
class Record:
    """One row as the source holds it."""

    table: str
    id: str
    values: dict[str, Any]


def id_text(value: Any) -> str:
    """A source's id as text that every database holds; one that none holds by its digest."""
    text = str(value)
    is_kept = is_storable(text) and len(text) <= LONGEST_ID
    return text if is_kept else f"sha256:{digest(text)}"


@dataclass
class Mapped:
    """A row in our terms: fields of the target, and what no field holds."""

    record: Record
    fields: dict[str, Any]
    unmapped: dict[str, Any] = field(default_factory=dict)
    repairs: list[tuple[str, str]] = field(default_factory=list)

    def put_aside(self, name: str, value: Any, rule: str) -> None:
        """Keep VALUE beside the row under its source NAME and state the RULE."""
        self.unmapped[name] = value
        self.repairs.append((name, rule))


@dataclass(frozen=True)
class Source:
    """One run over one source: whose rows they become, and the report."""

    label: str
    owner: User
    now: datetime
    report: Report


def refuse_foreign_label(source: Source) -> None:
    """One label is one person's: else ids of two databases would mix."""
    other = SourceRow.objects.filter(source=source.label).exclude(owner=source.owner).first()
    if other is not None:
        raise LabelTaken(
            f"Label {source.label!r} holds an import for {other.owner.username}; "
            "choose another with --source."
        )


class Writer(Protocol):
    """How one table of a source becomes rows of ours. Keys of ours are text here."""

    @property
    def table(self) -> str:
        """The table's name in the source."""

    @property
    def target_table(self) -> str:
        """The table's name here."""

    def read(self, record: Record) -> Mapped:
        """Map one row without touching the database. Raises BadRow."""

    def create(self, rows: list[Mapped]) -> list[str]:
        """Write new rows; returns their keys in the same order. Raises BadRow."""

    def update(self, key: str, row: Mapped) -> None:
        """Write a changed row over the one with KEY. Raises BadRow."""

    def fingerprints(self, keys: Sequence[str]) -> dict[str, str]:
        """A digest per key of what an import wrote there, as it stands now."""


def import_rows(source: Source, writer: Writer, rows: Iterable[Record]) -> Iterator[int]:
    """Bring ROWS in, batch by batch; yields the number done after each."""
    for batch in batches(rows):
        with transaction.atomic():
            _import_batch(source, writer, batch)
        yield len(batch)


def batches(rows: Iterable[Record]) -> Iterator[list[Record]]:
    """ROWS in lists that fit into memory: long values make short lists."""
    batch: list[Record] = []
    weight = 0
    for record in rows:
        batch.append(record)
        weight += sum(len(one) for one in record.values.values() if isinstance(one, str | bytes))
        if len(batch) >= BATCH or weight >= HEAVIEST:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def _import_batch(source: Source, writer: Writer, batch: list[Record]) -> None:
    counts = source.report.tables[writer.table]
    known = _known(source, writer.table, [record.id for record in batch])
    prints = writer.fingerprints([row.target_id for row in known.values()])
    fresh: list[Mapped] = []
    seen: set[str] = set()
    for record in batch:
        counts.read += 1
        if record.id in seen:
            keep_raw(source, record, "The source holds this id twice.", suffix="again")
            continue
        seen.add(record.id)
        earlier = known.get(record.id)
        if earlier is not None and earlier.source_digest == digest(record.values):
            counts.unchanged += 1
            continue
        try:
            mapped = writer.read(record)
        except BadRow as error:
            keep_raw(source, record, str(error))
            continue
        if earlier is None:
            fresh.append(mapped)
        else:
            _update(source, writer, earlier, mapped, prints.get(earlier.target_id))
    _create(source, writer, fresh)


def _create(source: Source, writer: Writer, fresh: list[Mapped]) -> None:
    if not fresh:
        return
    keys = _created_keys(source, writer, fresh)
    prints = writer.fingerprints(list(keys.values()))
    SourceRow.objects.bulk_create(
        SourceRow(
            owner=source.owner,
            source=source.label,
            table=writer.table,
            source_id=row.record.id,
            target_table=writer.target_table,
            target_id=keys[row.record.id],
            source_digest=digest(row.record.values),
            written_digest=prints[keys[row.record.id]],
            unmapped=as_text(row.unmapped),
            imported_at=source.now,
        )
        for row in fresh
        if row.record.id in keys
    )
    made = [row.record.id for row in fresh if row.record.id in keys]
    RawRow.objects.filter(source=source.label, table=writer.table, source_id__in=made).delete()
    source.report.tables[writer.table].created += len(made)
    for row in fresh:
        if row.record.id in keys:
            _state_repairs(source, row)


def _created_keys(source: Source, writer: Writer, fresh: list[Mapped]) -> dict[str, str]:
    """Keys by source id. When the batch is refused, its rows are tried one by one."""
    try:
        with transaction.atomic():
            made = writer.create(fresh)
        return {row.record.id: key for row, key in zip(fresh, made, strict=True)}
    except BadRow as error:
        if len(fresh) == 1:
            keep_raw(source, fresh[0].record, str(error))
            return {}
    keys: dict[str, str] = {}
    for row in fresh:
        keys |= _created_keys(source, writer, [row])
    return keys


def _update(
    source: Source, writer: Writer, earlier: SourceRow, mapped: Mapped, now_there: str | None
) -> None:
    record = mapped.record
    if now_there != earlier.written_digest:
        reason = "Changed in the source and here since the last import; ours was kept."
        keep_raw(source, record, reason)
        return
    try:
        with transaction.atomic():
            writer.update(earlier.target_id, mapped)
    except BadRow as error:
        keep_raw(source, record, str(error))
        return
    earlier.source_digest = digest(record.values)
    earlier.written_digest = writer.fingerprints([earlier.target_id])[earlier.target_id]
    earlier.unmapped = as_text(mapped.unmapped)
    earlier.imported_at = source.now
    earlier.save()
    source.report.tables[writer.table].updated += 1
    _state_repairs(source, mapped)


def _state_repairs(source: Source, row: Mapped) -> None:
    for name, rule in row.repairs:
        source.report.repair(row.record.table, row.record.id, name, rule)


def keep_raw(
    source: Source, record: Record, reason: str, *, suffix: str = "", is_said: bool = True
) -> None:
    """Keep RECORD whole with the REASON; the same row again changes nothing."""
    row_id = record.id[:190] + (f" ({suffix})" if suffix else "")
    RawRow.objects.update_or_create(
        source=source.label,
        table=record.table,
        source_id=row_id,
        defaults={"raw": as_text(record.values), "reason": reason, "owner": source.owner},
        create_defaults={
            "raw": as_text(record.values),
            "reason": reason,
            "owner": source.owner,
            "imported_at": source.now,
        },
    )
    source.report.tables[record.table].kept_raw += 1
    if is_said:
        source.report.problem(record.table, row_id, reason)


def keep_table(source: Source, table: str, rows: Iterable[Record]) -> Iterator[int]:
    """A table that has no place here is kept row by row, and said once."""
    found = source.report.tables[table]
    for batch in batches(rows):
        with transaction.atomic():
            for record in batch:
                found.read += 1
                keep_raw(source, record, NOT_MAPPED, is_said=False)
        yield len(batch)
    if found.read:
        source.report.problem(table, "", f"All {found.kept_raw} kept raw. {NOT_MAPPED}")


def _known(source: Source, table: str, ids: list[str]) -> dict[str, SourceRow]:
    rows = SourceRow.objects.filter(source=source.label, table=table, source_id__in=ids)
    return {row.source_id: row for row in rows}


def as_text(values: Any) -> str:
    """JSON in plain ASCII: NUL, lone surrogates, NaN and bytes survive on any database."""
    return json.dumps(_tame(values), cls=DjangoJSONEncoder, sort_keys=True)


def _tame(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _tame(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_tame(item) for item in value]
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": str(value)}
    return value


def digest(values: Any) -> str:
    return hashlib.sha256(as_text(values).encode()).hexdigest()
