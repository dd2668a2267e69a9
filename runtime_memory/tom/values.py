"""One value of the original's file in our terms, or the rule that it breaks.

The original checks little: what has one clear meaning is taken, with the source's own
text kept beside the row; what has none makes the whole row a raw one.
"""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from typing import Any

from django.db.models import Field, FloatField, IntegerField

from devcraft.imports import BadRow, Mapped
from devcraft.storable import is_storable
from runtime_memory import moments
from runtime_memory.columns import MomentField

LONGEST_ID = 64
LONGEST_NAME = 2000
MOST_LEVELS = 500
INTEGERS = range(-(2**31), 2**31)
SEQUENCES = range(1, 10**15)
INDEXED = {"skill_key", "profile_name"}
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DATED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
RESPELLED = "is spelled another way; the moment is kept, and its own text beside it"
WITHOUT_ZONE = "has no zone and was read as UTC; its own text is kept beside it"
BROKEN_JSON = "is no JSON that can be kept; it shows as {}, and its own text is kept beside it"
NO_OBJECT = "is JSON, but no object; it is kept as it is"
NO_UUID = "is no UUID; it is kept as it is"


def read(row: Mapped, field: Field[Any, Any]) -> Any:
    """The value of FIELD's column in ROW. Raises BadRow."""
    name = field.attname
    value = row.record.values[name]
    if value is None:
        if field.primary_key or not field.null:
            raise BadRow(f"{name} is NULL.")
        return None
    if isinstance(field, MomentField):
        return _moment(row, name, value)
    if isinstance(field, FloatField):
        return _number(name, value)
    if isinstance(field, IntegerField):
        return _integer(name, value)
    return _text(row, field, value)


def sequence(value: object) -> int:
    """The row's place in its table. Raises BadRow."""
    if not isinstance(value, int) or value not in SEQUENCES:
        raise BadRow(f"rowid {value} is not from 1 to {SEQUENCES[-1]:,}.")
    return value


def _text(row: Mapped, field: Field[Any, Any], value: object) -> str:
    name = field.attname
    if not isinstance(value, str):
        raise BadRow(f"{name} is not text.")
    if name.endswith("_json"):
        return _json(row, name, value)
    _check_characters(name, value)
    if field.primary_key:
        _check_id(row, value)
    if field.choices and value not in dict(field.flatchoices):
        raise BadRow(f"{name} {_shown(value)} is not one that is known.")
    if name in INDEXED and len(value.encode()) > LONGEST_NAME:
        raise BadRow(f"{name} has more than {LONGEST_NAME:,} bytes.")
    return value


def _check_id(row: Mapped, value: str) -> None:
    if not 0 < len(value) <= LONGEST_ID:
        raise BadRow(f"id has not 1 to {LONGEST_ID} characters.")
    if not UUID.fullmatch(value):
        row.repairs.append(("id", NO_UUID))


def _check_characters(name: str, value: str) -> None:
    if not is_storable(value):
        raise BadRow(f"{name} holds NUL or is no valid UTF-8.")


def _shown(value: str) -> str:
    return ascii(value[:40])


def _moment(row: Mapped, name: str, value: object) -> datetime:
    if not isinstance(value, str):
        raise BadRow(f"{name} is not text.")
    try:
        if not DATED.match(value):
            raise ValueError(value)
        found = datetime.fromisoformat(value)
        rule = RESPELLED if found.tzinfo else WITHOUT_ZONE
        moment = moments.cut(found if found.tzinfo else found.replace(tzinfo=UTC))
    except (ValueError, OverflowError) as error:
        raise BadRow(f"{name} {_shown(value)} is not a moment.") from error
    if moments.written(moment) != value:
        row.put_aside(name, value, rule)
    return moment


def _number(name: str, value: object) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise BadRow(f"{name} is not a number.")
    return float(value)


def _integer(name: str, value: object) -> int:
    if not isinstance(value, int) or value not in INTEGERS:
        raise BadRow(f"{name} is not a whole number of 32 bits.")
    return value


def _json(row: Mapped, name: str, value: str) -> str:
    try:
        found = json.loads(value, parse_constant=_no_constant)
        is_kept = is_storable(value) and _is_storable(found, 1)
    except (ValueError, RecursionError):
        is_kept = False
    if not is_kept:
        row.put_aside(name, value, BROKEN_JSON)
        return "{}"
    if not isinstance(found, dict):
        row.repairs.append((name, NO_OBJECT))
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _is_storable(value: object, level: int) -> bool:
    """Whether both databases hold VALUE as JSON."""
    if level > MOST_LEVELS:
        return False
    if isinstance(value, dict):
        return all(
            is_storable(key) and _is_storable(item, level + 1) for key, item in value.items()
        )
    if isinstance(value, list):
        return all(_is_storable(item, level + 1) for item in value)
    if isinstance(value, str):
        return is_storable(value)
    return not isinstance(value, float) or math.isfinite(value)
