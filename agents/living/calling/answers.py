"""What came back, as the model is told it: bounded, without secrets, and storable."""

from __future__ import annotations

from typing import Any

from devcraft import scrubbing, storable, strict_json
from devcraft.strict_json import BadJson

MOST_LETTERS = 256 * 1024
MOST_OF_AN_ERROR = 4_000


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
    return storable.mended(scrubbing.scrubbed(value))
