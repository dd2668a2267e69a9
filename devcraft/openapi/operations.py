"""Pure: what one address does for programs, in the terms of OpenAPI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
OBJECT: Schema = {"type": "object"}
ANYTHING: Schema = {}
REFUSALS = {
    400: "The request is not what it must be; the sentence names field and rule.",
    401: "No live client key.",
    403: "The key lacks the scope.",
    404: "Nothing that the owner of the key sees answers to this.",
    409: "The present state, or an earlier use of the Idempotency-Key, does not allow it.",
    412: "Somebody saved meanwhile.",
    413: "What was sent is too large.",
    422: "What was sent is no state of a world.",
    428: "If-Match is needed.",
    429: "Too much at once; send it again later.",
}


@dataclass(frozen=True)
class Operation:
    """One verb at one address: what it takes, and what it answers by status.

    An empty `scope` is that of the view; None needs no key.
    """

    method: str
    summary: str
    answers: Mapping[int, Schema | None]
    scope: str | None = ""
    body: Schema | None = None
    query: Mapping[str, Schema] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    refusals: tuple[int, ...] = (400,)


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def record(needed: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """An object with these members."""
    return {
        "type": "object",
        "required": list(needed),
        "properties": {**needed, **(optional or {})},
    }


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}
