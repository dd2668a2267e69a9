"""What the lines of session logs say, as turns of a conversation. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from agents.session_logs.values import NoFact, moment

MOST_LETTERS = 240_000
"""Longer texts become several turns: a turn holds a megabyte, and a letter up to 4 bytes."""
LEAST_DIGITS = 32


@dataclass(frozen=True)
class Heard:
    """One turn. `key` is its own within its session, however often a log repeats it.

    `at` is None where the line has no time. Roles are those of runtime memory.
    """

    key: str
    role: str
    content: str
    at: datetime | None
    about: dict[str, Any] = field(default_factory=dict)


def object_of(line: bytes) -> dict[str, Any]:
    """The object that LINE is; an empty one when it is none."""
    try:
        content = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {}
    return content if isinstance(content, dict) else {}


def time_of(value: Any, now: datetime) -> datetime | None:
    try:
        return moment(value, now)
    except NoFact:
        return None


def digest(*parts: object) -> str:
    written = json.dumps(parts, sort_keys=True, default=str).encode()
    return hashlib.sha256(written).hexdigest()[:LEAST_DIGITS]


def as_text(value: Any) -> str:
    """VALUE as it stands when it is text, else as JSON."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def texts_of(content: Any) -> str:
    """The texts of a message's parts; what is no text is named in brackets."""
    if not isinstance(content, list):
        return as_text(content)
    return "\n".join(_part(part) for part in content)


def _part(part: Any) -> str:
    if not isinstance(part, dict):
        return as_text(part)
    found = part.get("text")
    return found if isinstance(found, str) else f"[{as_text(part.get('type')) or 'something'}]"


def split(heard: Iterable[Heard]) -> Iterator[Heard]:
    """HEARD without what says nothing; what is too long for one turn in several."""
    for one in heard:
        parts = range(0, len(one.content), MOST_LETTERS)
        if len(parts) == 1:
            yield one
            continue
        for number, start in enumerate(parts, start=1):
            about = one.about | {"part": number, "parts": len(parts)}
            part = one.content[start : start + MOST_LETTERS]
            yield Heard(f"{one.key}:{number}", one.role, part, one.at, about)
