"""Every road by which a stored row could be changed, against every table that keeps its rows."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import IntegrityError, NotSupportedError, connection, transaction
from django.db.models import ProtectedError

from tests.devcraft.guarded import ROADS, Table
from tests.devcraft.test_append_only import named, stored
from tests.factories import runtime_memory as factories

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
    guarded("ChainEntryFactory", "subject", "forged", ("row_hash",)),
    guarded("CheckpointFactory", "note", "forged", ("size", "key_id")),
    guarded("ErasureFactory", "session_id", "forged", ("entry_id",)),
    guarded("ImportBatchFactory", "source", "forged"),
)
BY_UNIQUE_KEY = {"replace_by_unique_key", "replace_without_recursive_triggers"}
CASES = [
    (road, table)
    for road in ROADS[connection.vendor]
    for table in TABLES
    if table.unique or road.__name__ not in BY_UNIQUE_KEY
]


@pytest.mark.parametrize(("road", "table"), CASES, ids=lambda one: named([one])[0])
def test_a_stored_row_cannot_be_changed_by(road, table):
    row = table.make()
    before = stored(table)

    with pytest.raises(REFUSALS, match=f"{table.name}|{SAID}"), transaction.atomic():
        road(table, row)

    assert stored(table) == before
