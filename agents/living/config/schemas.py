"""Whether a tool's inputSchema is a JSON Schema that calls can be held against."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from agents.living.config import holding
from agents.living.config.texts import wrong
from devcraft import strict_json

MOST_BYTES = 32 * 1024
NOT_OFFERED = ("$dynamicRef", "$dynamicAnchor", "$id", "$anchor")
LONGEST_SHOWN = 80


def checked(schema: dict[str, Any]) -> dict[str, Any]:
    if len(strict_json.canonical(schema)) > MOST_BYTES:
        raise wrong(f"must be at most {MOST_BYTES // 1024} KB.")
    if schema.get("type") != "object":
        raise wrong('must have "type": "object", since arguments are an object.')
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise wrong(f"is not a JSON Schema: {_where(error)}{error.message[:200]}.") from error
    for key, value in _members(schema):
        _check(key, value, schema)
    if holding.is_entangled(schema):
        raise wrong(f"cannot use {holding.UNEVALUATED} beside {holding.PATTERNS}.")
    try:
        holding.Validator(schema).is_valid({})
    except RecursionError as error:
        raise wrong("refers to itself without end.") from error
    return schema


def _where(error: SchemaError) -> str:
    return f"{'.'.join(map(str, error.absolute_path))}: " if error.absolute_path else ""


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict):
        yield from value.items()
    for item in inner:
        yield from _members(item)


def _check(key: str, value: Any, schema: dict[str, Any]) -> None:
    """References stay inside the schema and lead somewhere; patterns never go back."""
    if key in NOT_OFFERED and isinstance(value, str):
        raise wrong(f"cannot use {key} yet.")
    if key == "$ref" and isinstance(value, str) and not _leads_somewhere(value, schema):
        raise wrong("must refer to its own parts alone, such as #/$defs/ticket.")
    for pattern in _patterns(key, value):
        if not holding.is_linear(pattern):
            raise wrong(
                f"cannot hold texts against {pattern[:LONGEST_SHOWN]!r}: write the pattern without"
                r" looking around, such as (?=…), and without back references, such as \1, and"
                " shorter if it repeats much."
            )


def _patterns(key: str, value: Any) -> list[str]:
    if key == "pattern" and isinstance(value, str):
        return [value]
    return [*value] if key == holding.PATTERNS and isinstance(value, dict) else []


def _leads_somewhere(reference: str, schema: dict[str, Any]) -> bool:
    """Whether the JSON Pointer REFERENCE names an object in SCHEMA."""
    first, *steps = reference.split("/")
    node: Any = schema
    for step in steps:
        node = node.get(_unescaped(step)) if isinstance(node, dict) else None
    return first == "#" and isinstance(node, dict)


def _unescaped(step: str) -> str:
    return unquote(step).replace("~1", "/").replace("~0", "~")
