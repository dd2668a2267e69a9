"""How an id stands in an address: evidence may carry any text as its id."""

from __future__ import annotations

import base64
import re

PLAIN = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,199}")


class Key:
    """Ids of letters, digits, dots and dashes as they are; all others as ~ and base64."""

    regex = r"[0-9A-Za-z][0-9A-Za-z._-]*|~[0-9A-Za-z_-]*"

    def to_python(self, value: str) -> str:
        """Raises ValueError, and so 404, when VALUE is not what `to_url` writes."""
        if not value.startswith("~"):
            return value
        padded = value[1:] + "=" * (-len(value[1:]) % 4)
        key = base64.urlsafe_b64decode(padded).decode()
        if "\x00" in key:
            raise ValueError("No id holds a NUL.")
        return key

    def to_url(self, value: str) -> str:
        if PLAIN.fullmatch(value):
            return value
        return "~" + base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")
