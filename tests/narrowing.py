"""Leaves out tests that touch no table: `TABLES_ONLY=true` for a second database."""

from __future__ import annotations

import os

import pytest


def touches_tables(item: pytest.Item) -> bool:
    """Whether ITEM may use the database, by its mark or by a fixture."""
    return item.get_closest_marker("django_db") is not None or bool(
        {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("TABLES_ONLY") != "true":
        return
    left_out = [item for item in items if not touches_tables(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if touches_tables(item)]
