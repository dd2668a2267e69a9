"""Imported rows are compared with the digests that the chain holds of them."""

from __future__ import annotations

import json

import pytest

from runtime_memory.models import ChainEntry
from runtime_memory.tom.tables import MODELS
from tests.devcraft.guarded import sql
from tests.runtime_memory.lifting import without_guards
from tests.runtime_memory.signed import grown, verified
from tests.runtime_memory.tom_files import SAMPLE, run

pytestmark = pytest.mark.django_db
IMPORTED = 4
"""The line of the import: after two that are told first, and the appointment of its owner."""
GOVERNED = {
    "skills_learned": "description",
    "behavior_profiles": "created_by",
    "personality_profiles": "created_by",
    "skill_to_logic_proposals": "proposed_by",
    "validation_results": "validator",
    "approvals": "approver",
    "deploy_outcomes": "deployment_target",
}


@pytest.fixture
def imported():
    grown(2)
    run(SAMPLE)
    grown(1, name="more")


def first_bad():
    code, said = verified("--json")
    report = json.loads(said)
    return code, report["first_bad"], [one["reason"] for one in report["findings"]]


def test_evidence_that_nobody_touched_agrees_with_its_line(imported):
    run(SAMPLE, "--source", "copy")

    assert first_bad() == (0, None, [])


@pytest.mark.parametrize(("table", "column"), GOVERNED.items())
def test_a_changed_row_is_found(imported, table, column):
    rows = MODELS[table].objects.filter(import_batch__isnull=False)
    key = rows.order_by("pk").values_list("pk", flat=True)[0]
    with without_guards():
        rows.filter(pk=key).update(**{column: "forged"})

    assert first_bad() == (1, IMPORTED, ["imported rows were changed after they were recorded"])


def test_a_row_that_was_slipped_in_or_taken_out_is_found(imported):
    with without_guards():
        sql("DELETE FROM deploy_outcomes")

    assert first_bad() == (1, IMPORTED, ["imported rows were changed after they were recorded"])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE runtime_memory_importbatch SET digest = 'x'",
        "UPDATE runtime_memory_importbatch SET source = 'other'",
        "UPDATE runtime_memory_importbatch SET generation = 'G0'",
    ],
)
def test_a_changed_batch_is_found(imported, statement):
    with without_guards():
        sql(statement)

    assert first_bad() == (1, IMPORTED, ["the batch is gone or is not what was recorded"])


@pytest.mark.parametrize(
    "body", ["{}", "[]", '{"evidence":1,"file":"","generation":"","source":""}']
)
def test_a_line_of_an_import_that_tells_nothing_is_found(imported, body):
    with without_guards():
        ChainEntry.objects.filter(seq=IMPORTED).update(body=body)

    assert first_bad()[:2] == (1, IMPORTED)
    assert "does not tell of an import" in first_bad()[2]


@pytest.mark.parametrize("subject", ["runtime_memory_importbatch/x", "nothing"])
def test_a_line_of_an_import_that_names_no_batch_is_found(imported, subject):
    with without_guards():
        ChainEntry.objects.filter(seq=IMPORTED).update(subject=subject)

    assert "does not tell of an import" in first_bad()[2]
