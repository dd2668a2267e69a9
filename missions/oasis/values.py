"""Reads single values as Prisma and its users left them. Every reader raises BadRow."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from devcraft.imports import BadRow
from devcraft.storable import is_storable

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_TEXT = 1_000_000
LARGEST = 2**63 - 1
NOISE = Decimal("1e-9")


def text(name: str, value: Any, *, most: int = LONGEST_TEXT) -> str:
    """Text without NUL and lone surrogates; nothing at all is the empty text."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRow(f"{name} must be text, not {type(value).__name__}.")
    if not is_storable(value):
        raise BadRow(f"{name} holds NUL or broken characters.")
    if len(value) > most:
        raise BadRow(f"{name} must have at most {most} characters; it has {len(value)}.")
    return value


def needed_text(name: str, value: Any, *, most: int = LONGEST_TEXT) -> str:
    found = text(name, value, most=most)
    if not found:
        raise BadRow(f"{name} is needed.")
    return found


def whole(name: str, value: Any, *, least: int = 0, most: int = LARGEST) -> int | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadRow(f"{name} must be a whole number from {least} to {most}.")
    return value


def number(name: str, value: Any, *, least: float, most: float) -> float | None:
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not least <= value <= most:
        raise BadRow(f"{name} must be a number from {least:g} to {most:g}.")
    return float(value)


def exact(name: str, value: Any, *, least: float, most: float, places: int) -> Decimal | None:
    """A decimal of at most PLACES; binary noise below 1e-9 is taken off."""
    found = number(name, value, least=least, most=most)
    if found is None:
        return None
    try:
        wanted = Decimal(repr(found))
        rounded = round(wanted, places)
    except InvalidOperation as error:
        raise BadRow(f"{name} must be a number.") from error
    if abs(wanted - rounded) >= NOISE:
        raise BadRow(f"{name} must have at most {places} decimal places, not {found!r}.")
    return rounded


def boolean(name: str, value: Any) -> bool | None:
    if value is None:
        return None
    if value not in (0, 1):
        raise BadRow(f"{name} must be 0 or 1.")
    return bool(value)


def one_of(name: str, value: Any, words: tuple[str, ...]) -> str:
    found = text(name, value)
    if found not in words:
        raise BadRow(f"{name} must be one of {', '.join(word or 'nothing' for word in words)}.")
    return found


def moment(name: str, value: Any) -> datetime | None:
    """Milliseconds since 1970, SQL text or RFC 3339 text, as an instant in UTC."""
    if value is None:
        return None
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            if value != int(value):
                raise BadRow(f"{name} must be whole milliseconds.")
            return EPOCH + timedelta(milliseconds=int(value))
        if isinstance(value, str):
            found = datetime.fromisoformat(value.strip())
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadRow):
            raise
        raise BadRow(f"{name} is not a date between the years 1 and 9999.") from error
    raise BadRow(f"{name} must be a date.")


def needed_moment(name: str, value: Any) -> datetime:
    found = moment(name, value)
    if found is None:
        raise BadRow(f"{name} is needed.")
    return found


def json_list(value: Any) -> list[Any] | None:
    """The array in a JSON text; None when there is text that is no array."""
    if value in (None, ""):
        return []
    try:
        found = json.loads(value)
    except (TypeError, ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def is_clean(value: Any) -> bool:
    """Whether a JSON value can be stored on both databases as it is."""
    written = json.dumps(value, ensure_ascii=False)
    broken = "\\u0000" in written or any("\ud800" <= c <= "\udfff" for c in written)
    return not (broken or "NaN" in written or "Infinity" in written)
