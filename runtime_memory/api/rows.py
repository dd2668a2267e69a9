"""Rows as programs are told them: document 2's columns, JSON as JSON."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db.models import Model

from runtime_memory import moments
from runtime_memory.tom.tables import COLUMNS


def told(row: Model) -> dict[str, Any]:
    """The columns that document 2 gives the table of ROW, in its order, as they are stored."""
    row.refresh_from_db()
    return {name: _value(name, getattr(row, name)) for name in COLUMNS[row._meta.db_table]}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return moments.written(value)
    return json.loads(value) if name.endswith("_json") else value
