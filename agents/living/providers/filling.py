"""What a script takes from what came back: {result.worlds.0.name} in texts and arguments.

The path is looked up in the newest result of this cycle that has it; {earlier.…} looks in
the cycles before. Alone in a string it stands for the value itself, be it a number or a
list; what is nowhere found is left empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from agents.living.config.thinking import ScriptedCall, Turn
from agents.living.providers import Message

PLACE = re.compile(r"\{(result|earlier)\.([\w.]+)\}")
Results = dict[str, list[Any]]


def filled(turn: Turn, told: list[Message]) -> Turn:
    """TURN with what the results in TOLD say."""
    if not any(PLACE.search(text) for text in _texts([turn.text, [c.args for c in turn.calls]])):
        return turn
    inboxes = (n for n, m in enumerate(told) if m["role"] == "user" and not m.get("aside"))
    newest = max(inboxes, default=0)
    results = {
        "result": list(_newest_first(told[newest:])),
        "earlier": list(_newest_first(told[:newest])),
    }
    calls = [ScriptedCall(name=c.name, args=_filled(c.args, results)) for c in turn.calls]
    return turn.model_copy(update={"text": str(_filled(turn.text, results)), "calls": calls})


def _newest_first(told: list[Message]) -> Iterator[Any]:
    for message in reversed(told):
        if message["role"] == "tool":
            yield from (part["output"] for part in reversed(message["content"]))


def _filled(value: Any, results: Results) -> Any:
    if isinstance(value, str):
        whole = PLACE.fullmatch(value)
        if whole:
            return _found(whole[2], results[whole[1]])
        return PLACE.sub(lambda place: str(_found(place[2], results[place[1]])), value)
    if isinstance(value, dict):
        return {key: _filled(item, results) for key, item in value.items()}
    return [_filled(item, results) for item in value] if isinstance(value, list) else value


def _found(path: str, results: list[Any]) -> Any:
    for result in results:
        value: Any = result
        for step in path.split("."):
            value = _member(value, step)
        if value is not None:
            return value
    return ""


def _member(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    is_place = isinstance(value, list) and step.isdecimal() and int(step) < len(value)
    return value[int(step)] if is_place else None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
