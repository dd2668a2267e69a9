"""What was asked and answered, and what else is kept of an item: cut to size, without secrets."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from agents.otlp.names import (
    INPUTS,
    INSTRUCTIONS,
    NUMBERED,
    OUTPUTS,
    SAID_BY_EVENTS,
    SECRET_ENDINGS,
)
from agents.otlp.records import Attributes, Event
from devcraft import scrubbing

MOST_TEXT = 16 * 1024
MOST_VALUE = 2 * 1024
MOST_ATTRIBUTES = 128
LONGEST_NAME = 200
SIDES = (("input", INPUTS), ("output", OUTPUTS), ("instructions", INSTRUCTIONS))
TEXTS = frozenset((*INPUTS, *OUTPUTS, *INSTRUCTIONS))
BELOW = tuple(f"{name}." for name in NUMBERED)
HIDDEN = "[left out]"


def said(attributes: Attributes, events: Iterable[Event] = ()) -> dict[str, Any]:
    """The input, the output and the instructions, each where there is one, as text."""
    found = {}
    told = _by_events(events)
    for side, names in SIDES:
        value = _first(attributes, names)
        if value is None:
            value = told.get(side)
        if value is not None:
            found[side] = cut(value)
    return found


def _first(attributes: Attributes, names: Iterable[str]) -> Any:
    for name in names:
        value = attributes.get(name)
        if value is not None and value != "":
            return value
        if name not in NUMBERED:
            continue
        begin = f"{name}."
        numbered = [(key, one) for key, one in attributes.items() if key.startswith(begin)]
        if numbered:
            return {key.removeprefix(begin): one for key, one in sorted(numbered, key=_place)}
    return None


def _place(pair: tuple[str, Any]) -> list[tuple[int, str]]:
    """2.content before 10.content."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in pair[0].split(".")]


def _by_events(events: Iterable[Event]) -> dict[str, Any]:
    found: dict[str, list[Any]] = {}
    for event in events:
        side = SAID_BY_EVENTS.get(event.name)
        if side == "both":
            for one, names in SIDES:
                value = _first(event.attributes, names)
                if value is not None:
                    found.setdefault(one, []).append(value)
        elif side:
            found.setdefault(side, []).append({"event": event.name, **event.attributes})
    return {side: values[0] if len(values) == 1 else values for side, values in found.items()}


def cut(value: Any, *, most: int = MOST_TEXT) -> str:
    """VALUE as text without secrets, no longer than MOST characters and a note."""
    found = value if isinstance(value, str) else orjson.dumps(value, default=str).decode()
    found = scrubbing.text(found[: most * 2].replace("\x00", ""))
    if len(found) <= most:
        return found
    return f"{found[:most]}… ({len(found) - most:,} characters more)"


def kept(attributes: Attributes) -> Attributes:
    """The other attributes as they came: short ones whole, names of secrets without a value."""
    found: Attributes = {}
    for name, value in attributes.items():
        key = _key(name) if len(name) <= LONGEST_NAME else _key.__wrapped__(name)
        if key is None:
            continue
        if len(found) == MOST_ATTRIBUTES:
            found["…"] = f"{len(attributes) - MOST_ATTRIBUTES:,} more"
            break
        found[key.name] = HIDDEN if key.is_secret else _short(value)
    return found


class Key(NamedTuple):
    """What an attribute is kept as."""

    name: str
    is_secret: bool


@lru_cache(maxsize=4096)
def _key(name: str) -> Key | None:
    """None for what is told as a text."""
    if name in TEXTS or name.startswith(BELOW):
        return None
    kept = name[:LONGEST_NAME].replace("\x00", "")
    return Key(kept, name.lower().endswith(SECRET_ENDINGS))


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) <= MOST_VALUE and "\x00" not in value:
        return scrubbing.text(value)
    return cut(value, most=MOST_VALUE) if isinstance(value, str | list | dict) else value
