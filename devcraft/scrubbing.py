"""Takes secrets out of texts: whatever was resolved once is known until the process ends."""

from __future__ import annotations

import base64
import json
import logging
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import quote, quote_plus

INSTEAD = "[secret]"
SHORTEST = 8
"""Fewer characters would be found in innocent words."""
_KNOWN: set[str] = set()


def register(value: str) -> None:
    """Know VALUE from now on. Raises ValueError for one that is too short to look for."""
    if len(value) < SHORTEST:
        raise ValueError(f"A secret has at least {SHORTEST} characters.")
    _KNOWN.add(value)


def register_all(values: Iterable[str]) -> None:
    """Know those VALUES that are long enough; the others are never sent either."""
    for value in values:
        if len(value) >= SHORTEST:
            register(value)


def scrubbed(value: Any) -> Any:
    """VALUE, text or parsed JSON, with INSTEAD for every secret, however it is coded."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return {text(str(key)): scrubbed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [scrubbed(item) for item in value]
    if isinstance(value, int | float) and text(str(value)) != str(value):
        return INSTEAD
    return value


def text(told: str) -> str:
    return _pattern(frozenset(_KNOWN)).sub(INSTEAD, told) if _KNOWN else told


class Filter(logging.Filter):
    """Takes secrets out of a record: its message, its arguments and its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if _KNOWN:
            _scrub(record)
        return True


def _scrub(record: logging.LogRecord) -> None:
    try:
        said = record.getMessage()
    except (TypeError, ValueError, KeyError):  # arguments that do not fit are told by logging
        said, record.args = str(record.msg), ()
    if text(said) != said:
        record.msg, record.args = text(said), ()
    if record.exc_info and not record.exc_text:
        record.exc_text = _PLAIN.formatException(record.exc_info)
    if record.exc_text:
        record.exc_text = text(record.exc_text)
    if record.stack_info:
        record.stack_info = text(record.stack_info)


_PLAIN = logging.Formatter()


@lru_cache(maxsize=8)
def _pattern(known: frozenset[str]) -> re.Pattern[str]:
    forms = {form for value in known for form in _forms(value)}
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile("|".join(re.escape(form) for form in longest_first), re.IGNORECASE)


def _forms(value: str) -> set[str]:
    """VALUE as texts spell it: plain, in JSON, in an address, in base64, in hex, backwards."""
    raw = value.encode()
    return {
        *(value, value[::-1], raw.hex()),
        *(quote(value, safe=""), quote(value), quote_plus(value)),
        *(json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]),
        *_in_base64(raw),
    }


def _in_base64(raw: bytes) -> set[str]:
    """What all base64 texts around RAW share, wherever among three bytes it begins."""
    found = set()
    for before in range(3):
        after = -(before + len(raw)) % 3
        whole = base64.b64encode(b"\0" * before + raw + b"\0" * after).decode()
        core = whole[(0, 2, 3)[before] : len(whole) - (0, 2, 3)[after]]
        found |= {core, core.replace("+", "-").replace("/", "_")}
    return {core for core in found if len(core) >= SHORTEST}
