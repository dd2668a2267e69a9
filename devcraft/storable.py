"""Text that both databases hold: without NUL and without halves of surrogate pairs. Pure."""

from __future__ import annotations

import math
import re
from typing import Any

UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def is_storable(text: str) -> bool:
    return UNSTORABLE.search(text) is None


def mended(value: Any) -> Any:
    """VALUE, JSON that somebody else made, with a mark for each character that cannot be kept."""
    if isinstance(value, str):
        return UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {mended(str(key)): mended(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [mended(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
