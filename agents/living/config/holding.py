"""Holds values against JSON Schemas that strangers wrote, in time that grows with the text alone.

Python's expressions try every way to match: "(a+)+$" keeps a worker busy for years. Patterns are
matched by an engine without backtracking, which knows neither looking around nor back references
(docs.rs/regex). A pattern of those is held against nothing; whoever answers the call still may.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import attrs
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend
from pydantic_core import SchemaError, SchemaValidator, core_schema

from devcraft import strict_json
from devcraft.refusing import Refused

Faults = Iterator[ValidationError]
PATTERNS, UNEVALUATED = "patternProperties", "unevaluatedProperties"
MOST_LETTERS, KEPT = 300, 120
ORIGINAL = Draft202012Validator.VALIDATORS


def check(args: Any, schema: Mapping[str, Any], *, within: str = "") -> None:
    """Raise Refused, which names the part of ARGS, unless they are such as SCHEMA wants.

    WITHIN stands before the part's name.
    """
    for error in Validator(schema).iter_errors(args):
        parts = [within] if within else []
        path = ".".join([*parts, *map(str, error.absolute_path)]) or "arguments"
        raise Refused(path, f"is wrong: {_short(error.message)}")


def _short(message: str) -> str:
    """MESSAGE, which begins with the wrong value, however long that is, and ends with why."""
    if len(message) <= MOST_LETTERS:
        return message
    return f"{message[:KEPT]}…{message[-(MOST_LETTERS - KEPT - 1) :]}"


def is_linear(pattern: str) -> bool:
    """Whether PATTERN can be matched without going back."""
    return _engine(pattern) is not None


def is_entangled(schema: Any) -> bool:
    """Whether SCHEMA asks which names its patterns left over, which is told by Python's engine."""
    text = strict_json.canonical(schema).decode()
    return f'"{PATTERNS}"' in text and f'"{UNEVALUATED}"' in text


def matches(pattern: str, text: str) -> bool:
    """Whether PATTERN is found in TEXT, or cannot be looked for."""
    engine = _engine(pattern)
    return engine is None or engine.isinstance_python(text)


@lru_cache(maxsize=512)
def _engine(pattern: str) -> SchemaValidator | None:
    try:
        found = core_schema.str_schema(pattern=pattern, regex_engine="rust-regex", strict=True)
        return SchemaValidator(found)
    except SchemaError:
        return None


def _pattern(validator: Any, pattern: str, value: Any, schema: Mapping[str, Any]) -> Faults:
    if isinstance(value, str) and not matches(pattern, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _pattern_properties(
    validator: Any, patterns: Mapping[str, Any], value: Any, schema: Mapping[str, Any]
) -> Faults:
    for pattern, wanted in patterns.items() if isinstance(value, dict) else ():
        for name, item in value.items():
            if matches(pattern, name):
                yield from validator.descend(item, wanted, path=name, schema_path=pattern)


def _additional_properties(
    validator: Any, wanted: Any, value: Any, schema: Mapping[str, Any]
) -> Faults:
    if not isinstance(value, dict):
        return
    patterns = schema.get(PATTERNS, {})
    left = {
        name: item
        for name, item in value.items()
        if not any(matches(pattern, name) for pattern in patterns)
    }
    named = {"properties": schema.get("properties", {})}
    yield from ORIGINAL["additionalProperties"](validator, wanted, left, named)


Validator = extend(
    Draft202012Validator,
    {
        "pattern": _pattern,
        PATTERNS: _pattern_properties,
        "additionalProperties": _additional_properties,
    },
)
Validator.evolve = attrs.evolve  # the library's own gives way to a dialect that a part names
