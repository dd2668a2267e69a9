"""Checks that are quick on both databases, and how a migration puts them in place of others."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import CheckConstraint, Q


def one_of(column: str, values: Iterable[Any]) -> Q:
    """COLUMN holds one of VALUES. For an IN of three or more SQLite fills a table for each row
    that it checks, which takes longer than writing the row to an index.
    """
    return reduce(or_, (Q(**{column: value}) for value in values))


class ReplaceChecks(Operation):
    """Put CHECKS in the place of those of the same names, on SQLite all in one copy of the table.

    Its way back leaves the database as it is: what the checks allow must be the same.
    """

    reversible = True

    def __init__(self, model_name: str, checks: list[CheckConstraint]) -> None:
        self.model_name = model_name
        self.checks = checks

    def describe(self) -> str:
        return f"Write checks of {self.model_name} in another way"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        for check in self.checks:
            state.remove_constraint(app_label, self.model_name, check.name)
            state.add_constraint(app_label, self.model_name, check)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if schema_editor.connection.vendor == "sqlite":
            schema_editor._remake_table(model)
            return
        for check in self.checks:
            schema_editor.remove_constraint(model, check)
            schema_editor.add_constraint(model, check)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Nothing."""
