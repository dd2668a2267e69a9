"""Durations as people type them, and as they are written back. Pure.

A bare whole number is minutes, a number with a point or a comma is hours; what follows a
colon is below sixty; units add up, so that 1h96m137s is 2 h 38 min 17 s.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

LONGEST = 32
UNITS = {"h": 3600, "m": 60, "s": 1}
WORDS = {
    "h": "h|hrs?|hours?",
    "m": "m|mins?|minutes?",
    "s": "s|secs?|seconds?",
}
NUMBER = r"\d{1,6}(?:[.,]\d{1,4})?"
PARTS = r"\s*".join(rf"(?:(?P<{unit}>{NUMBER})\s*(?:{words}))?" for unit, words in WORDS.items())
BY_UNITS = re.compile(PARTS, re.ASCII)
BY_UNITS_SHORT = re.compile(r"(?P<h>\d{1,6})\s*h\s*(?P<m>\d{1,6})", re.ASCII)
BY_COLON = re.compile(r"(?P<h>\d{1,6}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?", re.ASCII)
MINUTES = re.compile(r"(?P<m>\d{1,6})", re.ASCII)
HOURS = re.compile(r"(?P<h>\d{0,6}[.,]\d{1,4})", re.ASCII)
SHAPES = (MINUTES, HOURS, BY_COLON, BY_UNITS_SHORT, BY_UNITS)


class NotADuration(ValueError):
    """What was typed is no duration; the text says what one looks like."""


def parse(text: str) -> int:
    """The whole seconds that TEXT stands for, halves rounded up.

    Raises NotADuration, for what is negative too.
    """
    typed = text.strip().lower()
    if typed.startswith(("-", "−")):
        raise NotADuration("must not be negative")
    if typed and len(typed) <= LONGEST:
        for shape in SHAPES:
            found = shape.fullmatch(typed)
            if found:
                return _seconds(found.groupdict())
    raise NotADuration("must look like 1h 30m, 1:30, 1.5 (hours) or 90 (minutes)")


def _seconds(parts: dict[str, str | None]) -> int:
    exact = sum(
        Decimal(number.replace(",", ".")) * UNITS[unit] for unit, number in parts.items() if number
    )
    return int(Decimal(exact).quantize(Decimal(1), ROUND_HALF_UP))


def spell(seconds: int) -> str:
    """SECONDS as 1h 30m, which `parse` reads back."""
    hours, rest = divmod(seconds, 3600)
    parts = {"h": hours, "m": rest // 60, "s": rest % 60}
    return " ".join(f"{number}{unit}" for unit, number in parts.items() if number) or "0m"
