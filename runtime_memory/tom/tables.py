"""The twelve tables as the original's file has them, and the models that hold them here."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from django.db.models import Model

from devcraft.sqlite_file import Kind
from runtime_memory import models

SCHEMA = Path(__file__).with_name("schema.sql").read_text()
MODELS: dict[str, type[Model]] = {
    model._meta.db_table: model
    for model in (
        *(models.Session, models.Turn, models.WorkflowRun, models.WorkflowStep),
        *(models.TaskEvent, models.Skill, models.BehaviorProfile, models.PersonalityProfile),
        *(models.Proposal, models.Validation, models.Approval, models.DeployOutcome),
    )
}
"""In the order that references need."""


def _columns() -> dict[str, tuple[str, ...]]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    described = {
        table: connection.execute("SELECT name FROM pragma_table_info(?)", [table]).fetchall()
        for table in MODELS
    }
    connection.close()
    return {table: tuple(name for (name,) in names) for table, names in described.items()}


COLUMNS = _columns()
TOM = Kind(
    "a runtime memory database",
    {table: frozenset(columns) for table, columns in COLUMNS.items()},
    is_numbered=True,
)
