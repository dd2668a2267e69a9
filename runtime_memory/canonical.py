"""Text and JSON as they enter the memory: one spelling, one digest, and what is refused.

Canonical JSON: keys sorted by code point, no spaces, nothing escaped that need not be, no
NaN, no infinity, whole numbers within ±(2^53 - 1), each key once, at most 64 levels.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devcraft.refusing import Kind, Refused
from devcraft.storable import UNSTORABLE

MOST_NAME = 500
MOST_NOTE = 20_000
MOST_CONTENT = 1_000_000
MOST_DEPTH = 64
EXACT = 2**53 - 1
MOST_DIGITS = 20

Json = Mapping[str, Any] | str | None
"""An object, or its JSON text, which is then kept to the letter; None stands for {}."""


@dataclass(frozen=True)
class Repeated:
    """Stands for an object that names KEY twice."""

    key: str
    rule = "names a key twice in one object"


def text(value: object, *, field: str, most: int = MOST_NAME, empty: bool = False) -> str:
    """VALUE, which must be text of at most MOST bytes; EMPTY lets it be empty."""
    if not isinstance(value, str):
        raise Refused(field, "must be text")
    if not (value.strip() or empty):
        raise Refused(field, "is needed")
    _check_characters(value, field)
    if len(value.encode()) > most:
        raise Refused(field, f"may hold {most:,} bytes at most", Kind.TOO_LARGE)
    return value


def optional(value: object, *, field: str, most: int = MOST_NAME) -> str | None:
    return None if value is None else text(value, field=field, most=most, empty=True)


def number(value: object, *, field: str, least: float, most: float) -> float:
    """VALUE as a float between LEAST and MOST, both allowed."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(field, "must be a number")
    if not least <= value <= most:
        raise Refused(field, f"must be a number from {least:g} to {most:g}")
    return float(value)


def whole(value: object, *, field: str, least: int = 0, most: int = 2**31 - 1) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused(field, "must be a whole number")
    if not least <= value <= most:
        raise Refused(field, f"must be a whole number from {least:,} to {most:,}")
    return value


def choice(value: object, values: Iterable[str], *, field: str) -> str:
    known = [str(one) for one in values]
    if value not in known:
        raise Refused(field, f"must be {', '.join(known[:-1])} or {known[-1]}")
    return str(value)


def canonical(value: object, *, field: str) -> str:
    """The one spelling of VALUE. Raises Refused."""
    _check(value, field, 1)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def object_text(value: Json, *, field: str, most: int = MOST_CONTENT) -> str:
    """VALUE as the text of a JSON object; text that is given stays as it is."""
    if isinstance(value, str):
        parsed(value, field=field)
        spelled = value
    else:
        spelled = canonical(dict(value or {}), field=field)
    if len(spelled.encode()) > most:
        raise Refused(field, f"may hold {most:,} bytes at most", Kind.TOO_LARGE)
    return spelled


def parsed(spelled: str, *, field: str) -> dict[str, Any]:
    """The object that SPELLED stands for. Raises Refused."""
    _check_characters(spelled, field)
    value = as_object(decoded(spelled, field=field), field=field)
    _check(value, field, 1)
    return value


def decoded(spelled: str, *, field: str) -> Any:
    """What SPELLED stands for; raises Refused when it is no JSON.

    What JSON takes and this memory does not is still inside, for the other functions here
    to refuse under the field that holds it: `Repeated`, NaN, infinity, numbers too large.
    """
    try:
        return json.loads(spelled, object_pairs_hook=_members, parse_int=_int)
    except RecursionError as error:
        raise Refused(field, f"may nest {MOST_DEPTH} levels at most") from error
    except ValueError as error:
        raise Refused(field, "must be valid JSON") from error


def as_object(value: object, *, field: str) -> dict[str, Any]:
    """VALUE, which must be an object at its top; what is in it is not looked at."""
    if isinstance(value, Repeated):
        raise Refused(field, value.rule)
    if not isinstance(value, dict):
        raise Refused(field, "must be a JSON object")
    return value


def merged(old: str, new: Json, *, field: str) -> str:
    """OLD with the keys of NEW laid over it; OLD to the letter when there are none."""
    if not new:
        return old
    added = parsed(new, field=field) if isinstance(new, str) else dict(new)
    return object_text({**json.loads(old), **added}, field=field)


def digest(spelled: str) -> str:
    """SHA-256 in hexadecimal of SPELLED as UTF-8."""
    return hashlib.sha256(spelled.encode()).hexdigest()


def _check_characters(value: str, field: str) -> None:
    if found := UNSTORABLE.search(value):
        what = "NUL" if found[0] == "\x00" else "half of a surrogate pair"
        raise Refused(field, f"may not hold {what} (character {found.start() + 1:,})")


def _check(value: object, field: str, depth: int) -> None:
    if depth > MOST_DEPTH:
        raise Refused(field, f"may nest {MOST_DEPTH} levels at most")
    if isinstance(value, dict):
        _check_members(value, field, depth)
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item, field, depth + 1)
    else:
        _check_leaf(value, field)


def _check_leaf(value: object, field: str) -> None:
    if isinstance(value, str):
        _check_characters(value, field)
    elif isinstance(value, Repeated):
        raise Refused(field, value.rule)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise Refused(field, "may not hold NaN or infinity")
    elif isinstance(value, int):
        if abs(value) > EXACT:
            raise Refused(field, f"may hold whole numbers up to {EXACT:,} only")
    elif value is not None:
        raise Refused(field, f"may not hold a {type(value).__name__}")


def _check_members(value: dict[Any, Any], field: str, depth: int) -> None:
    for key, item in value.items():
        if not isinstance(key, str):
            raise Refused(field, "may only have text as keys")
        _check_characters(key, field)
        _check(item, field, depth + 1)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Repeated:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    (key, _), *_ = Counter(key for key, _ in pairs).most_common(1)
    return Repeated(key)


def _int(digits: str) -> int:
    """DIGITS as a number; those that are too many for any use here as one too large."""
    return int(digits) if len(digits) <= MOST_DIGITS else 10**MOST_DIGITS
