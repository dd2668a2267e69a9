"""JSON values as people are shown them before they decide: exact, nothing hidden. Pure."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import Any

UNSEEN = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
KEPT = "\n\t"


@dataclass(frozen=True)
class Row:
    """One member of an object. A text of several lines stands as it is, the rest as JSON."""

    key: str
    value: str
    is_text: bool = False


def rows(value: Any) -> list[Row]:
    """VALUE member by member; what is no object is one row without a key."""
    if not isinstance(value, dict):
        return [] if value is None else [_row("", value)]
    return [_row(visible(str(key)), item) for key, item in value.items()]


def exact(value: Any) -> str:
    """VALUE as JSON that may be edited and read back."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def visible(text: str) -> str:
    """TEXT with characters that cannot be seen, or that turn others around, spelled out."""
    return "".join(_spelled(letter) for letter in text)


def _row(key: str, value: Any) -> Row:
    if isinstance(value, str) and "\n" in value:
        return Row(key, visible(value), is_text=True)
    return Row(key, visible(exact(value)))


def _spelled(letter: str) -> str:
    if letter in KEPT or unicodedata.category(letter) not in UNSEEN:
        return letter
    return f"\\u{{{ord(letter):x}}}"
