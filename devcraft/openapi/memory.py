"""The runtime memory: what programs record there, and the lineage they read."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst

from devcraft.openapi.operations import (
    FLAG,
    MOMENT,
    NUMBER,
    OBJECT,
    TEXT,
    WHOLE,
    Operation,
    Schema,
    record,
)
from runtime_memory.api import wishes

SCHEMAS: dict[str, Schema] = {}
ENDS = {"_json": OBJECT, "_pass": FLAG, "_at": MOMENT, "_count": WHOLE}
NUMBERS = ("confidence", "determinism_score")
LINEAGE = {
    "runtime_memory:api_lineage_latest": (
        Operation("get", "The newest run and what grew out of it", {200: OBJECT}),
    ),
    "runtime_memory:api_lineage_runs": (
        Operation("get", "Pages of runs", {200: OBJECT}, query=dict.fromkeys(wishes.NAMES, TEXT)),
    ),
}


def told(name: str, view: Any) -> tuple[Operation, ...]:
    """What VIEW says of itself: the members it takes and the status it answers with."""
    words = name.partition("api_")[2].replace("_", " ")
    return (
        Operation(
            "post",
            str(capfirst(words)),
            {view.status: OBJECT},
            body=record(
                {member: _schema(member) for member in view.shape.needed},
                {member: _schema(member) for member in view.shape.optional},
            ),
            refusals=(400, 404, 409, 413),
        ),
    )


def _schema(member: str) -> Schema:
    if member in NUMBERS:
        return NUMBER
    return next((schema for end, schema in ENDS.items() if member.endswith(end)), TEXT)
