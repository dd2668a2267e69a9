"""A column's value as JSON, and back with everything checked that its field knows."""

from __future__ import annotations

import base64
import binascii
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Field, JSONField, Value
from django.utils import timezone

AnyField: TypeAlias = "Field[Any, Any]"


class BadCell(ValueError):
    """The value is none of its column's; the text says which rule it breaks."""


PLAIN = {str, int, bool, float}


def written(field: AnyField, value: Any) -> Any:
    """VALUE of FIELD as something that JSON holds; numbers with a fraction stay exact as text."""
    if value is None or type(value) in PLAIN or isinstance(field, JSONField):
        return value
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date | Decimal | uuid.UUID):
        return field.value_to_string(_Holder(field.attname, value))  # type: ignore[arg-type]
    return value


class _Holder:
    """Stands for a row in Django's serialization of one value."""

    def __init__(self, name: str, value: Any) -> None:
        setattr(self, name, value)


def read(field: AnyField, value: Any) -> Any:
    """What `written` made VALUE of. Raises BadCell."""
    if value is None:
        return _nothing(field)
    if isinstance(field, JSONField):
        return value
    kinds, words = _expected(field)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise BadCell(f"{field.name} must be {words}")
    if isinstance(field, models.BinaryField):
        return _bytes(field, str(value))
    return _checked(field, value)


def _nothing(field: AnyField) -> Any:
    if field.null:
        return None
    if isinstance(field, JSONField):
        return Value(None, field)
    raise BadCell(f"{field.name} must not be empty")


NUMBERS = ((int,), "a whole number")
KINDS: list[tuple[type[AnyField], tuple[tuple[type, ...], str]]] = [
    (models.BooleanField, ((bool,), "true or false")),
    (models.IntegerField, NUMBERS),
    (models.FloatField, ((int, float), "a number")),
]
TEXT = ((str,), "text")


def _expected(field: AnyField) -> tuple[tuple[type, ...], str]:
    return next((told for kind, told in KINDS if isinstance(field, kind)), TEXT)


def _bytes(field: AnyField, value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise BadCell(f"{field.name} must be bytes in base64") from error


def _checked(field: AnyField, value: Any) -> Any:
    try:
        found = field.to_python(value)
        if isinstance(found, datetime) and timezone.is_naive(found):
            raise BadCell(f"{field.name} must be a moment with its zone")
        if isinstance(found, datetime):
            found = found.astimezone(UTC)
        field.run_validators(found)
    except (ValidationError, OverflowError) as error:
        raise BadCell(f"{field.name}: {_sentence(error)}") from error
    return found


def _sentence(error: Exception) -> str:
    text = error.messages[0] if isinstance(error, ValidationError) else str(error)
    return text.rstrip(".")
