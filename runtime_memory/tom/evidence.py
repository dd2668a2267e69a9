"""Writes rows of the original's file as evidence: frozen, with their own ids and places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, IntegrityError, OperationalError, transaction
from django.db.models import Field, ForeignKey, Model, UniqueConstraint

from devcraft.imports import BadRow, Mapped, Record, Source, batches, digest
from devcraft.models import SourceRow
from runtime_memory.digests import content_digest
from runtime_memory.models import ImportBatch, Proposal
from runtime_memory.tom import values
from runtime_memory.tom.spelling import spelled
from runtime_memory.tom.tables import COLUMNS, MODELS

FROZEN = "Changed in the source since it was imported; evidence is frozen, so ours was kept."
RENUMBERED = "the source renumbered its rows; the first number was kept"
NO_COLUMN = "no column of ours holds it"
TOO_LONG_FOR_AN_INDEX = "54000"


@dataclass
class EvidenceWriter:
    source: Source
    table: str
    batch: ImportBatch
    count: int = field(default=0)

    @property
    def target_table(self) -> str:
        return self.table

    @property
    def model(self) -> type[Model]:
        return MODELS[self.table]

    def read(self, record: Record) -> Mapped:
        row = Mapped(record, {})
        self.count += 1
        row.fields = {one.attname: values.read(row, one) for one in self._columns()}
        row.fields["sequence"] = values.sequence(record.values.get("rowid", self.count))
        row.fields["import_batch_id"] = self.batch.pk
        if any(one.name == "owner" for one in self.model._meta.concrete_fields):
            row.fields["owner_id"] = self.source.owner.pk
        if self.model is Proposal:
            row.fields["content_digest"] = content_digest(Proposal(**row.fields))
        for name in record.values.keys() - {*COLUMNS[self.table], "rowid"}:
            row.put_aside(name, record.values[name], NO_COLUMN)
        return row

    def create(self, rows: list[Mapped]) -> list[str]:
        for one in self._columns():
            if isinstance(one, ForeignKey):
                _check_parents(one, rows)
        try:
            with transaction.atomic():
                made = self.model._default_manager.bulk_create(
                    self.model(**row.fields) for row in rows
                )
        except (IntegrityError, DataError) as error:
            raise BadRow(self._reason(rows[0], error)) from error
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != TOO_LONG_FOR_AN_INDEX:
                raise
            raise BadRow("A value is longer than an index can hold.") from error
        return [str(row.pk) for row in made]

    def update(self, key: str, row: Mapped) -> None:
        ours = self.model._default_manager.filter(pk=key)
        if spelled(self.table, list(ours)) != [_document_values(row.record)]:
            raise BadRow(FROZEN)
        row.put_aside("rowid", row.record.values.get("rowid"), RENUMBERED)

    def fingerprints(self, keys: Sequence[str]) -> dict[str, str]:
        rows = list(self.model._default_manager.filter(pk__in=keys))
        told = spelled(self.table, rows)
        return {str(row.pk): digest(one) for row, one in zip(rows, told, strict=True)}

    def new_to_us(self, rows: Iterator[Record]) -> Iterator[Record]:
        """ROWS without those that are here already, to the letter, under another label."""
        for batch in batches(rows):
            same = self._same(batch)
            counts = self.source.report.tables[self.table]
            counts.read += len(same)
            counts.unchanged += len(same)
            yield from (record for record in batch if record.id not in same)

    def _same(self, batch: list[Record]) -> set[str]:
        known = SourceRow.objects.filter(
            source=self.source.label,
            table=self.table,
            source_id__in=[record.id for record in batch],
        ).values_list("source_id", flat=True)
        keys = {record.id for record in batch} - set(known)
        ours = list(self.model._default_manager.filter(pk__in=keys))
        told = {one["id"]: one for one in spelled(self.table, ours)}
        return {
            record.id
            for record in batch
            if record.id in told and told[record.id] == _document_values(record)
        }

    def _columns(self) -> list[Field[Any, Any]]:
        fields = {one.column: one for one in self.model._meta.concrete_fields}
        return [fields[name] for name in COLUMNS[self.table]]

    def _reason(self, row: Mapped, error: Exception) -> str:
        """Why the database refused a batch; it is shown only when ROW was alone in it."""
        rows = self.model._default_manager.all()
        if rows.filter(pk=row.fields["id"]).exists():
            return "A row with this id is here with other content; ours was kept."
        for rule in self.model._meta.constraints:
            if isinstance(rule, UniqueConstraint):
                attnames = {one.name: one.attname for one in self.model._meta.concrete_fields}
                names = [attnames[name] for name in rule.fields]
                if all(name in row.fields for name in names) and (
                    rows.filter(**{name: row.fields[name] for name in names}).exists()
                ):
                    told = " and ".join(f"{name} {row.record.values[name]}" for name in names)
                    return f"{told} are here with other content; ours was kept."
            elif rule.name in str(error):
                return f"It breaks the rule {rule.name}."
        return f"The database refuses it: {str(error).splitlines()[0]}."


def _document_values(record: Record) -> dict[str, Any]:
    return {name: record.values[name] for name in COLUMNS[record.table]}


def _check_parents(key: ForeignKey[Any, Any], rows: list[Mapped]) -> None:
    name = key.attname
    wanted = {row.fields[name] for row in rows if row.fields[name] is not None}
    parents = key.related_model._default_manager.filter(pk__in=wanted)
    found = dict(parents.values_list("pk", "import_batch"))
    for one in sorted(wanted):
        if one not in found:
            raise BadRow(f"{name} names no row that could be imported.")
        if found[one] is None:
            raise BadRow(f"{name} names a row that was recorded here and not imported.")
