"""The append-only tables, an unguarded one for comparison, and every road to change a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core import serializers
from django.db import connection
from django.db.models import Model

from missions.models import HistoryEntry, JournalVersion, LocalDay, ScoreEntry, XpEntry
from tests.factories.missions import MORNING, JournalFactory, MissionFactory


@dataclass(frozen=True)
class Table:
    """A model with one column that an attacker rewrites, and what is unique beside id."""

    model: type[Model]
    field: str
    forged: object
    unique: tuple[str, ...]
    fields: dict[str, object]

    @property
    def name(self):
        return self.model._meta.db_table

    @property
    def key(self):
        return self.model._meta.pk.column

    @property
    def columns(self):
        return [field.column for field in self.model._meta.concrete_fields]

    def make(self):
        mission = MissionFactory()
        links = {"mission": mission, "owner": mission.owner}
        if self.model is JournalVersion:
            links["entry"] = JournalFactory(owner=mission.owner)
        known = {field.name for field in self.model._meta.fields}
        return self.model.objects.create(
            **self.fields, **{name: row for name, row in links.items() if name in known}
        )

    def copy(self, row, **changes):
        """INTO and SELECT that repeat ROW with the forged value and other CHANGES."""
        changed = {self.field: "%s", **changes}
        columns = ", ".join(f'"{column}"' for column in self.columns)
        parts = ", ".join(changed.get(column, f'"{column}"') for column in self.columns)
        found = f'SELECT {parts} FROM "{self.name}" WHERE id = {row.pk}'
        return f'INTO "{self.name}" ({columns}) {found}'


LINE = {
    "sequence": 1,
    "kind": "completion",
    "at": MORNING,
    "day": MORNING.date(),
    "seconds": 60,
    "valor": Decimal(1),
    "urgency": Decimal(5),
    "easiness": Decimal(5),
    "impact": Decimal(5),
    "score": Decimal(1),
    "delta": Decimal(1),
}
HISTORY = {"sequence": 1, "at": MORNING, "actor": "carbondev", "action": "raise"}
AWARD = {"key": "k", "action": "login", "amount": 15, "at": MORNING, "day": MORNING.date()}
VERSION = {"number": 0, "content": "An earlier text.", "replaced_at": MORNING}
GUARDED = (
    Table(HistoryEntry, "actor", "forger", ("mission_id", "sequence"), HISTORY),
    Table(ScoreEntry, "reason", "forged", ("mission_id", "sequence"), LINE),
    Table(JournalVersion, "content", "forged", ("entry_id", "number"), VERSION),
    Table(XpEntry, "amount", 999_999, ("owner_id", "key"), AWARD),
)
UNGUARDED = Table(LocalDay, "done_count", 9, ("owner_id", "day"), {"day": date(2026, 11, 18)})


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)


def save(table, row):
    setattr(row, table.field, table.forged)
    row.save()


def save_update_fields(table, row):
    setattr(row, table.field, table.forged)
    row.save(update_fields=[table.field])


def update(table, row):
    table.model.objects.filter(pk=row.pk).update(**{table.field: table.forged})


def delete(table, row):
    row.delete()


def delete_queryset(table, row):
    table.model.objects.all().delete()


def delete_raw(table, row):
    table.model.objects.filter(pk=row.pk)._raw_delete("default")


def bulk_update(table, row):
    setattr(row, table.field, table.forged)
    table.model.objects.bulk_update([row], [table.field])


def bulk_create_over(table, row):
    setattr(row, table.field, table.forged)
    table.model.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=[table.key], update_fields=[table.field]
    )


def load_fixture(table, row):
    setattr(row, table.field, table.forged)
    text = serializers.serialize("json", [row])
    for loaded in serializers.deserialize("json", text):
        loaded.save()


def sql_update(table, row):
    sql(f'UPDATE "{table.name}" SET "{table.field}" = %s', table.forged)


def sql_delete(table, row):
    sql(f'DELETE FROM "{table.name}"')


def sql_upsert(table, row):
    doing = f'DO UPDATE SET "{table.field}" = excluded."{table.field}"'
    sql(f"INSERT {table.copy(row)} ON CONFLICT ({table.key}) {doing}", table.forged)


def replace_by_id(table, row):
    sql(f"INSERT OR REPLACE {table.copy(row)}", table.forged)


def replace_by_unique_key(table, row):
    sql(f"INSERT OR REPLACE {table.copy(row, id='id + 1000')}", table.forged)


def replace_without_recursive_triggers(table, row):
    sql("PRAGMA recursive_triggers = OFF")
    try:
        replace_by_unique_key(table, row)
    finally:
        sql("PRAGMA recursive_triggers = ON")


def update_or_replace(table, row):
    sql(f'UPDATE OR REPLACE "{table.name}" SET "{table.field}" = %s', table.forged)


def truncate(table, row):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(f'TRUNCATE "{table.name}"')


def truncate_cascade(table, row):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("TRUNCATE devcraft_user CASCADE")


def as_a_replica(table, row):
    sql("SET LOCAL session_replication_role = replica")
    sql_update(table, row)


def delete_as_a_replica(table, row):
    sql("SET LOCAL session_replication_role = replica")
    sql_delete(table, row)


EVERYWHERE = (
    save,
    save_update_fields,
    update,
    delete,
    delete_queryset,
    delete_raw,
    bulk_update,
    bulk_create_over,
    load_fixture,
    sql_update,
    sql_delete,
    sql_upsert,
)
ROADS = {
    "sqlite": (
        *EVERYWHERE,
        replace_by_id,
        replace_by_unique_key,
        replace_without_recursive_triggers,
        update_or_replace,
    ),
    "postgresql": (*EVERYWHERE, truncate, truncate_cascade, as_a_replica, delete_as_a_replica),
}
