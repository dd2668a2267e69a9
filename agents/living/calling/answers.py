"""What came back, as the model is told it: bounded, without secrets, and storable."""

from __future__ import annotations

import re
from typing import Any

from devcraft import scrubbing, strict_json
from devcraft.strict_json import BadJson

MOST_LETTERS = 256 * 1024
MOST_OF_AN_ERROR = 4_000
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def told(status: int, text: str, *, is_cut: bool) -> dict[str, Any]:
    """STATUS and TEXT as the result of a call; errors are results with an `error`."""
    if not 200 <= status < 300:
        return {"error": _refusal(status), "text": _clean(text)[:MOST_OF_AN_ERROR]}
    if is_cut or len(text) > MOST_LETTERS:
        return {"truncated": True, "text": _clean(text)[:MOST_LETTERS]}
    return _value(text) if text.strip() else {"status": status}


def _refusal(status: int) -> str:
    return f"HTTP {status}" + (", and redirects are not followed" if 300 <= status < 400 else "")


def _value(text: str) -> dict[str, Any]:
    try:
        value = _clean(strict_json.parse(text))
    except BadJson as error:
        words = _clean(f"The answer cannot be read: {error}.")
        return {"error": words, "text": _clean(text)[:MOST_OF_AN_ERROR]}
    return value if isinstance(value, dict) else {"result": value}


def _clean(value: Any) -> Any:
    return _storable(scrubbing.scrubbed(value))


def _storable(value: Any) -> Any:
    """VALUE without the characters that one of the databases cannot hold."""
    if isinstance(value, str):
        return UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    return [_storable(item) for item in value] if isinstance(value, list) else value
