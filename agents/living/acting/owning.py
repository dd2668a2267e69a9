"""Ids that a model gives for what is its agent's own."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from devcraft.refusing import Kind, Refused


def read(given: str, what: str) -> uuid.UUID:
    """The id that GIVEN spells. Raises Refused."""
    try:
        return uuid.UUID(given)
    except ValueError as error:
        raise Refused("id", f"names no {what} of yours", Kind.MISSING) from error


def readable(given: list[str]) -> list[uuid.UUID]:
    """Those of GIVEN that are ids at all."""
    return [uuid.UUID(each) for each in given if _is_id(each)]


def told(given: list[str], found: Iterable[uuid.UUID]) -> dict[str, Any]:
    """What the model is told when of the ids GIVEN those FOUND are deleted."""
    gone = set(found)
    missing = [each for each in given if not _is_id(each) or uuid.UUID(each) not in gone]
    answer: dict[str, Any] = {"success": True, "deleted": len(gone)}
    return answer | ({"notFound": missing} if missing else {})


def _is_id(given: str) -> bool:
    try:
        uuid.UUID(given)
    except ValueError:
        return False
    return True
