"""Triggers as migration operations, and the check that they are still there.

Django's SQLite schema editor rebuilds tables and silently drops their triggers, so
the set that the migrations name is compared with the database by a system check and
restored after every `migrate`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


@dataclass(frozen=True)
class Trigger:
    """One trigger of one database. `create` may hold several statements' worth of
    PostgreSQL (function and trigger); on SQLite it is the text of sqlite_master."""

    name: str
    table: str
    create: str


class TriggerOperation(Operation):
    """Base of operations that install triggers; `triggers` says which."""

    reversible = True

    def triggers(self, vendor: str) -> list[Trigger]:
        raise NotImplementedError(f"{type(self).__name__} must say which triggers")

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for trigger in self.triggers(schema_editor.connection.vendor):
            schema_editor.execute(trigger.create, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        vendor = schema_editor.connection.vendor
        for trigger in self.triggers(vendor):
            schema_editor.execute(drop_sql(trigger, vendor), params=None)


class AddTrigger(TriggerOperation):
    """Install one trigger, written apart for each database; empty text means none."""

    def __init__(self, *, name: str, table: str, sqlite: str = "", postgresql: str = ""):
        self.name = name
        self.table = table
        self.sqlite = sqlite
        self.postgresql = postgresql

    def describe(self) -> str:
        return f"Install trigger {self.name} on {self.table}"

    def triggers(self, vendor: str) -> list[Trigger]:
        text = {"sqlite": self.sqlite, "postgresql": self.postgresql}[vendor]
        return [Trigger(self.name, self.table, text)] if text else []


class Refuse(TriggerOperation):
    """Refuse EVENT on TABLE where a condition over OLD and NEW holds, saying WORDS.

    `when` is one text for both databases; empty means always. TRUNCATE exists on
    PostgreSQL alone.
    """

    def __init__(self, *, name: str, table: str, event: str, words: str, when: str = ""):
        self.name = name
        self.table = table
        self.event = event
        self.words = words
        self.when = when

    def describe(self) -> str:
        return f"Refuse {self.event} on {self.table}: {self.words}"

    def triggers(self, vendor: str) -> list[Trigger]:
        if vendor == "postgresql":
            return [Trigger(self.name, self.table, self._postgresql())]
        if self.event == "TRUNCATE":
            return []
        condition = f"WHEN {self.when} " if self.when else ""
        text = (
            f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" FOR EACH ROW'
            f" {condition}BEGIN SELECT RAISE(ABORT, '{self.words}'); END"
        )
        return [Trigger(self.name, self.table, text)]

    def _postgresql(self) -> str:
        each = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        row = "OLD" if self.event == "DELETE" else "NEW"
        refusal = (
            f"RAISE EXCEPTION '{self.words}' USING ERRCODE = 'integrity_constraint_violation';"
        )
        body = f"IF {self.when} THEN {refusal} END IF; RETURN {row};" if self.when else refusal
        return (
            f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger'
            f" LANGUAGE plpgsql AS $$ BEGIN {body} END $$;"
            f' CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}"'
            f' FOR EACH {each} EXECUTE FUNCTION "{self.name}"();'
            f' ALTER TABLE "{self.table}" ENABLE ALWAYS TRIGGER "{self.name}";'
        )


class VendorSQL(Operation):
    """Run SQL that differs between databases; a pair of (forwards, backwards) each."""

    reversible = True

    def __init__(
        self,
        *,
        sqlite: tuple[str, str] = ("", ""),
        postgresql: tuple[str, str] = ("", ""),
    ):
        self.sqlite = sqlite
        self.postgresql = postgresql

    def describe(self) -> str:
        return "Run SQL written for this database"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        self._run(schema_editor, 0)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        self._run(schema_editor, 1)

    def _run(self, schema_editor: BaseDatabaseSchemaEditor, direction: int) -> None:
        vendor = schema_editor.connection.vendor
        text = {"sqlite": self.sqlite, "postgresql": self.postgresql}[vendor][direction]
        if text:
            schema_editor.execute(text, params=None)


def drop_sql(trigger: Trigger, vendor: str) -> str:
    if vendor == "sqlite":
        return f'DROP TRIGGER IF EXISTS "{trigger.name}"'
    return f'DROP TRIGGER IF EXISTS "{trigger.name}" ON "{trigger.table}"'


def expected(connection: BaseDatabaseWrapper, *, app: str = "") -> Iterator[Trigger]:
    """Every trigger that the migrations applied to this database name, or those of one APP."""
    loader = MigrationLoader(connection)
    for key in loader.applied_migrations:
        migration = loader.disk_migrations.get(key) if app in ("", key[0]) else None
        for operation in migration.operations if migration else ():
            if isinstance(operation, TriggerOperation):
                yield from operation.triggers(connection.vendor)


def missing(connection: BaseDatabaseWrapper) -> list[Trigger]:
    """Expected triggers that are absent, changed or switched off in the database."""
    return absent(connection, expected(connection))


def absent(connection: BaseDatabaseWrapper, wanted: Iterable[Trigger]) -> list[Trigger]:
    """Those of WANTED that do not stand in the database."""
    present = _present(connection)
    return [trigger for trigger in wanted if not _stands(trigger, present)]


def restore(connection: BaseDatabaseWrapper) -> list[Trigger]:
    """Create what is missing; returns what was."""
    absent = missing(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for trigger in absent:
            cursor.execute(drop_sql(trigger, connection.vendor))
            cursor.execute(trigger.create)
    return absent


def restore_after_migrate(*, using: str, **kwargs: Any) -> None:
    if apps.is_installed("devcraft"):
        restore(connections[using])


SQLITE_PRESENT = "SELECT name, tbl_name, 'O', sql FROM sqlite_master WHERE type = 'trigger'"
POSTGRESQL_PRESENT = """\
SELECT tgname, relname, tgenabled::text, prosrc FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid
JOIN pg_namespace ON pg_namespace.oid = relnamespace
JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE NOT tgisinternal AND nspname = current_schema()"""


@dataclass(frozen=True)
class _Found:
    """A trigger in the database; `state` is PostgreSQL's tgenabled."""

    state: str
    text: str


def _present(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], _Found]:
    """By table and name: on PostgreSQL two tables may have triggers of one name."""
    with connection.cursor() as cursor:
        cursor.execute(SQLITE_PRESENT if connection.vendor == "sqlite" else POSTGRESQL_PRESENT)
        return {(table, name): _Found(*rest) for name, table, *rest in cursor.fetchall()}


def _stands(trigger: Trigger, present: dict[tuple[str, str], _Found]) -> bool:
    found = present.get((trigger.table, trigger.name))
    if found is None or found.text not in trigger.create:
        return False
    return found.state == "A" or (found.state == "O" and "ENABLE ALWAYS" not in trigger.create)
