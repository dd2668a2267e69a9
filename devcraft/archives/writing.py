"""Lines of an archive as rows of one account here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import NOT_PROVIDED, DateField, Field, ForeignKey, Max, Model

from agents.models import Entity, UsageEvent
from devcraft.archives import cells, lines, meeting, refusals, turning
from devcraft.archives.cells import BadCell
from devcraft.archives.ids import LEFT, TwoOfOneId
from devcraft.archives.manifest import BadArchive
from devcraft.archives.meeting import Row
from devcraft.archives.opening import Archive, Line
from devcraft.archives.references import Gone, References
from devcraft.archives.tables import Table
from devcraft.archives.turning import LeftOut, Turn
from runtime_memory.models import ImportBatch

DRAWN = """
WITH told AS (SELECT pg_get_serial_sequence(%s, %s)::regclass AS numbers)
SELECT count(nextval(numbers)) FROM told,
    generate_series(coalesce(pg_sequence_last_value(numbers), 0) + 1, %s)
"""


@dataclass
class Writing:
    archive: Archive
    turn: Turn
    references: References
    evidence: ImportBatch | None
    kept: set[str]
    """The tables whose rows keep their numbers."""

    def write(self, table: Table) -> None:
        """All rows of TABLE, batch by batch. Raises BadArchive."""
        for batch in lines.batches(self.archive.lines(table)):
            if table.model is UsageEvent:
                self.references.look_up([line for _, line in batch])
            rows = [row for number, line in batch if (row := self._row(table, number, line))]
            was = {row.number: str(row.values.get("slug")) for row in rows}
            for row in meeting.settle(table, rows, self.turn.report):
                self._leave(table, row.old)
            if table.label == "agents.Agent":
                slugs = {was[row.number]: row.values["slug"] for row in rows}
                self.turn.slugs.update(slugs)
            self._insert(table, rows)

    def _row(self, table: Table, number: int, line: Line) -> Row | None:
        place = f"{table.file}, line {number:,}"
        if self.turn.ids.new(table.model, line["id"]) == LEFT:
            self._leave(table, line["id"])
            return None
        try:
            values = self._values(table, number, line)
            if change := turning.TURNS.get(table.label):
                change(self.turn, values)
        except BadCell as error:
            raise BadArchive(f"{place}: {error}.") from error
        except (Gone, LeftOut) as error:
            self.turn.report.leave(table.label, str(error))
            self._leave(table, line["id"])
            return None
        if table.model is Entity and values.get("user_id") and self._stands_here(line["id"]):
            return None
        return Row(number, line["id"], values)

    def _stands_here(self, old: Any) -> bool:
        """Whether the account is an entity here already, which then stands for OLD."""
        found = Entity.objects.filter(user=self.turn.user).first()
        if found:
            self.turn.ids.stand(Entity, old, found.pk)
        return found is not None

    def _leave(self, table: Table, old: Any) -> None:
        self.turn.ids.leave(table.model, old)
        self.turn.report.left[table.label] += 1

    def _values(self, table: Table, number: int, line: Line) -> dict[str, Any]:
        fields = table.fields
        if strange := sorted(line.keys() - {field.name for field in fields} - {"id"}):
            raise BadCell(f"{strange[0][:40]!r} is no column that this Devcraft knows")
        values = self._given(table, number)
        for field in fields:
            if field.name in line:
                values[field.attname] = self._value(table, field, line[field.name])
            elif field.has_default() or field.null:
                values[field.attname] = field.get_default()
            elif field.db_default is NOT_PROVIDED:
                raise BadCell(f"{field.name} is missing")
        return values

    def _given(self, table: Table, number: int) -> dict[str, Any]:
        """What a row has from the account and from the desk that takes it in."""
        names = {field.name for field in table.model._meta.concrete_fields}
        values: dict[str, Any] = {"owner_id": self.turn.user.pk} if "owner" in names else {}
        if "author" in table.drops:
            values["author_id"] = self.turn.user.pk
        if "import_batch" in names and self.evidence:
            values["import_batch_id"] = self.evidence.pk
        if "sequence" in names:
            values["sequence"] = number
        return values

    def _value(self, table: Table, field: Field[Any, Any], value: Any) -> Any:
        if isinstance(field, ForeignKey):
            return self.references.here(field, value)
        if (table.label, field.name) in turning.RAW:
            return value
        return cells.read(field, self.turn.ids.moved(value))

    def _insert(self, table: Table, rows: list[Row]) -> None:
        made = self._objects(table, rows)
        moments = _own_moments(table, rows, self.turn.now)
        try:
            with transaction.atomic():
                table.model._default_manager.bulk_create(made)
        except (IntegrityError, DataError) as error:
            raise self._refusal(table, rows, error) from error
        for name, values in moments.items():
            for one, value in zip(made, values, strict=True):
                setattr(one, name, value)
        if moments and made:
            table.model._default_manager.bulk_update(made, list(moments), batch_size=200)
        self._note(table, rows, made)

    def _note(self, table: Table, rows: list[Row], made: list[Model]) -> None:
        self.turn.report.made[table.label] += len(made)
        if self._is_known(table):
            return
        for row, one in zip(rows, made, strict=True):
            try:
                self.turn.ids.put(table.model, [(row.old, one.pk)])
            except TwoOfOneId as error:
                place = f"{table.file}, line {row.number:,}"
                raise BadArchive(f"{place}: id {error} is there twice.") from error

    def _is_known(self, table: Table) -> bool:
        """Whether the ids of TABLE's rows here were told before the rows are there."""
        return not table.numbered or table.label in self.kept

    def _objects(self, table: Table, rows: list[Row]) -> list[Model]:
        if not self._is_known(table):
            return [table.model(**row.values) for row in rows]
        key = table.model._meta.pk
        ids = [key.to_python(self.turn.ids.new(table.model, row.old)) for row in rows]
        return [table.model(pk=pk, **row.values) for pk, row in zip(ids, rows, strict=True)]

    def _refusal(self, table: Table, rows: list[Row], error: Exception) -> BadArchive:
        """Which of ROWS the database refuses, found by trying them one after another."""
        for row, one in zip(rows, self._objects(table, rows), strict=True):
            try:
                with transaction.atomic():
                    one.save(force_insert=True)
            except (IntegrityError, DataError) as refused:
                reason = refusals.reason(table.model, refused)
                return BadArchive(f"{table.file}, line {row.number:,}: {reason}.")
        return BadArchive(f"{table.file}: the database refuses it: {refusals.first_line(error)}.")


def let_numbers_go_on(table: Table) -> None:
    """After rows came with their own numbers; SQLite does so by itself.

    A sequence is never set: numbers are drawn until it is there, so that those whom others draw
    meanwhile stay theirs.
    """
    model = table.model
    highest = model._default_manager.aggregate(highest=Max("pk"))["highest"]
    if connection.vendor == "postgresql" and highest:
        with connection.cursor() as cursor:
            cursor.execute(DRAWN, [model._meta.db_table, model._meta.pk.column, highest])


def _own_moments(table: Table, rows: list[Row], now: datetime) -> dict[str, list[Any]]:
    """Values of the columns that Django would set to the present."""
    names = [
        field.name
        for field in table.model._meta.concrete_fields
        if isinstance(field, DateField) and field.auto_now
    ]
    return {name: [row.values.get(name, now) for row in rows] for name in names}
