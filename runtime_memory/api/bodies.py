"""Reads what a program sends to be remembered: one JSON object of known members."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devcraft.refusing import Kind, Refused
from runtime_memory import canonical
from runtime_memory.api import spoken

MOST_BYTES = 4 * 1024 * 1024
WHOLE = "body"
"""The field of a refusal when no member is to blame."""
KEYWORDS = {"workflow_run_id": "run_id"}


@dataclass(frozen=True)
class Shape:
    """The members that a body must and may have, by the names of document 2's columns."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()


def read(raw: bytes, shape: Shape) -> dict[str, Any]:
    """The members of RAW as keywords of the store: `metadata_json` becomes `metadata`.

    A member that is null counts as left out. What a text or a number may be is the store's
    to say. Raises Refused.
    """
    sent = {name: value for name, value in _members(raw, shape).items() if value is not None}
    for name in shape.needed:
        if name not in sent:
            raise Refused(name, "is needed")
    return {_keyword(name): _value(name, value) for name, value in sent.items()}


def _members(raw: bytes, shape: Shape) -> dict[str, Any]:
    if len(raw) > MOST_BYTES:
        raise Refused(WHOLE, f"may hold {MOST_BYTES:,} bytes at most", Kind.TOO_LARGE)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise Refused(WHOLE, f"must be UTF-8 text (byte {error.start:,} is not)") from error
    value = canonical.decoded(text, field=WHOLE)
    if isinstance(value, canonical.Repeated):
        raise Refused(spoken.name(value.key, default=WHOLE), "is named twice")
    members = canonical.as_object(value, field=WHOLE)
    known = (*shape.needed, *shape.optional)
    for name in members:
        if name not in known:
            rule = f"is not known here; known are {', '.join(known)}"
            raise Refused(spoken.name(name, default="a member of the body"), rule)
    return members


def _keyword(name: str) -> str:
    return KEYWORDS.get(name, name.removesuffix("_json"))


def _value(name: str, value: object) -> object:
    if name.endswith("_json"):
        return canonical.as_object(value, field=name)
    checks: list[tuple[str, Callable[[str, object], object]]] = [
        ("_pass", _flag),
        ("_at", _moment),
        ("_id", _reference),
    ]
    return next((check(name, value) for end, check in checks if name.endswith(end)), value)


def _flag(name: str, value: object) -> bool:
    if value not in (0, 1) or not isinstance(value, int):
        raise Refused(name, "must be true or false")
    return bool(value)


def _moment(name: str, value: object) -> datetime:
    if not isinstance(value, str):
        raise Refused(name, "must be text")
    return spoken.moment(value, field=name)


def _reference(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise Refused(name, "must be text")
    return value
