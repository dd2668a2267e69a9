"""Every road by which a stored row could be changed, against every table that keeps its rows."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import IntegrityError, NotSupportedError, connection, transaction
from django.db.models import BigAutoField, ProtectedError

from tests.devcraft.guarded import ROADS, Table, sql
from tests.devcraft.test_append_only import named, stored
from tests.factories import runtime_memory as factories
from tests.runtime_memory.lifting import without_guards

pytestmark = pytest.mark.django_db
REFUSALS = (IntegrityError, NotSupportedError, ProtectedError)
SAID = "is append-only|cannot truncate a table referenced|protected foreign keys"


@dataclass(frozen=True)
class Guarded(Table):
    """A table whose keys are text or, in the chain, called seq."""

    factory: type | None = None

    def make(self):
        return self.factory()

    def copy(self, row, **changes):
        key = self.key
        which = f"WHERE \"{key}\" = '{row.pk}'"
        changed = {self.field: "%s", **changes}
        if "id" in changes:
            changed[key] = f"{key} + 1000" if isinstance(row.pk, int) else "id || 'x'"
        columns = ", ".join(f'"{column}"' for column in self.columns)
        parts = ", ".join(changed.get(column, f'"{column}"') for column in self.columns)
        return f'INTO "{self.name}" ({columns}) SELECT {parts} FROM "{self.name}" {which}'


def guarded(name, field, forged, unique=()):
    factory = getattr(factories, name)
    return Guarded(factory._meta.model, field, forged, unique, {}, factory)


TABLES = (
    guarded("SessionFactory", "actor", "forger"),
    guarded("TurnFactory", "content", "forged", ("session_id", "turn_index")),
    guarded("WorkflowRunFactory", "initiated_by", "forger"),
    guarded("WorkflowStepFactory", "step_name", "forged", ("workflow_run_id", "step_index")),
    guarded("TaskEventFactory", "message", "forged"),
    guarded("SkillFactory", "description", "forged", ("skill_key", "learned_at")),
    guarded("ProposalFactory", "proposed_by", "forger"),
    guarded("ValidationFactory", "validator", "forger"),
    guarded("ApprovalFactory", "approver", "forger", ("proposal_id",)),
    guarded("DeployOutcomeFactory", "deployment_target", "forged"),
    guarded("DecisionFactory", "question", "forged"),
    guarded("BehaviorProfileFactory", "created_by", "forger", ("profile_name", "version")),
    guarded("PersonalityProfileFactory", "created_by", "forger", ("profile_name", "version")),
    guarded("PolicyProfileFactory", "created_by", "forger", ("profile_name", "version")),
    guarded("ChainEntryFactory", "subject", "forged", ("row_hash",)),
    guarded("CheckpointFactory", "note", "forged", ("size", "key_id")),
    guarded("ErasureFactory", "session_id", "forged", ("entry_id",)),
    guarded("ImportBatchFactory", "source", "forged"),
)


def replace_by_place(table, row):
    """Take the number that SQLite gave the row beside its key, in a database of others."""
    first, _, rest = table.copy(row, id="id").partition("(")
    copied = f"{first}(rowid, {rest}".replace("SELECT ", "SELECT rowid, ", 1)
    sql("PRAGMA recursive_triggers = OFF")
    try:
        sql(f"INSERT OR REPLACE {copied}", table.forged)
    finally:
        sql("PRAGMA recursive_triggers = ON")


BY_UNIQUE_KEY = {"replace_by_unique_key", "replace_without_recursive_triggers"}
CASES = [
    *(
        (road, table)
        for road in ROADS[connection.vendor]
        for table in TABLES
        if table.unique or road.__name__ not in BY_UNIQUE_KEY
    ),
    *(
        (replace_by_place, table)
        for table in TABLES
        if connection.vendor == "sqlite" and not isinstance(table.model._meta.pk, BigAutoField)
    ),
]
EVIDENCE = {
    *("runtime_memory_chainentry", "approvals", "validation_results", "deploy_outcomes"),
    *("runtime_memory_decision", "runtime_memory_checkpoint"),
}
WEAK = [
    (road, table)
    for road, table in CASES
    if table.name in EVIDENCE
    and (road.__name__, table.key) != ("truncate", "seq")  # erasures refer to lines
    and road.__name__ != "truncate_cascade"
]


@pytest.mark.parametrize(("road", "table"), CASES, ids=lambda one: named([one])[0])
def test_a_stored_row_cannot_be_changed_by(road, table):
    row = table.make()
    before = stored(table)

    with pytest.raises(REFUSALS, match=f"{table.name}|{SAID}"), transaction.atomic():
        road(table, row)

    assert stored(table) == before


@pytest.mark.parametrize(("road", "table"), WEAK, ids=lambda one: named([one])[0])
def test_without_its_guards_it_can_be_changed_by(road, table):
    """The roads are real: it is the triggers that close them."""
    row = table.make()
    before = stored(table)

    with without_guards(), transaction.atomic():
        road(table, row)

    assert stored(table) != before
