"""The zones that the time zone database knows; it is read from many files, so once is enough."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


@cache
def known() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def names() -> tuple[str, ...]:
    """In the order of the alphabet."""
    return tuple(sorted(known()))
