"""Rows of ours in the words of the original's file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from devcraft.models import SourceRow
from runtime_memory import moments
from runtime_memory.tom.tables import COLUMNS


def spelled(table: str, rows: Sequence[Model]) -> list[dict[str, Any]]:
    """Each of ROWS by document 2's columns, with the source's own text where ours differs."""
    columns = COLUMNS[table]
    beside = _beside(table, [str(row.pk) for row in rows])
    return [
        {name: _value(getattr(row, name)) for name in columns}
        | {name: value for name, value in beside.get(str(row.pk), {}).items() if name in columns}
        for row in rows
    ]


def raw_values(raw: str) -> dict[str, Any]:
    """The values that `imports.as_text` wrote."""
    values: dict[str, Any] = json.loads(raw)
    return {name: _untamed(value) for name, value in values.items()}


def _beside(table: str, keys: list[str]) -> dict[str, dict[str, Any]]:
    rows = SourceRow.objects.filter(target_table=table, target_id__in=keys).values_list(
        "target_id", "unmapped"
    )
    return {key: raw_values(unmapped) for key, unmapped in rows if unmapped != "{}"}


def _value(value: Any) -> Any:
    return moments.written(value) if isinstance(value, datetime) else value


def _untamed(value: Any) -> Any:
    if isinstance(value, dict):
        return bytes.fromhex(value["bytes"]) if "bytes" in value else float(value["float"])
    return value
