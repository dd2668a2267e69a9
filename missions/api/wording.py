"""What programs say of missions and time, as values of ours. Every reader raises Refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from devcraft.imports import BadRow
from devcraft.refusing import Kind, Refused
from missions import scoring
from missions.exchange import reading
from missions.models.missions import NAME_LENGTH
from missions.oasis import values

TEXT_LENGTH = 100_000
WORDS = {
    "name": "name",
    "description": "description",
    "carbonDescription": "carbon_description",
    "siliconDescription": "silicon_description",
    "acceptanceCriteria": "acceptance_criteria",
}
"""Members of a mission that are words, and their columns."""
Value = TypeVar("Value")


def words(sent: dict[str, Any]) -> dict[str, str]:
    """The columns that SENT wants to be otherwise."""
    return {column: _word(name, sent[name]) for name, column in WORDS.items() if name in sent}


def _word(name: str, value: Any) -> str:
    if name != "name":
        return _read(name, lambda: values.text(name, value, most=TEXT_LENGTH))
    found = _read(name, lambda: values.text(name, value, most=NAME_LENGTH)).strip()
    if not found:
        raise Refused(name, "is needed")
    return found


def moment(name: str, value: Any) -> datetime:
    return _read(name, lambda: reading.moment(name, value))


def whole(name: str, value: Any) -> int:
    found = _read(name, lambda: values.whole(name, value))
    if found is None:
        raise Refused(name, "is needed")
    return found


def valor(sent: dict[str, Any]) -> Decimal:
    """How focused one was; 1 when it is left out."""
    value = sent.get("valor")
    if value is None:
        return Decimal(scoring.DEFAULT_VALOR)
    try:
        found = Decimal(str(value)) if not isinstance(value, bool | str) else Decimal(-1)
    except InvalidOperation:
        found = Decimal(-1)
    if not 0 <= found <= 2 or found != round(found, 2):
        raise Refused("valor", "must be a number from 0 to 2 with at most two decimal places")
    return found


def flag(sent: dict[str, Any], name: str) -> bool:
    value = sent.get(name, False)
    if not isinstance(value, bool):
        raise Refused(name, "must be true or false")
    return value


def _read(name: str, read: Callable[[], Value]) -> Value:
    """What READ gives; its refusal becomes ours, about the member NAME."""
    try:
        return read()
    except BadRow as error:
        rule = str(error).removeprefix(f"{name} ").rstrip(".")
        kind = Kind.TOO_LARGE if "at most" in rule else Kind.INVALID
        raise Refused(name, rule, kind) from error
