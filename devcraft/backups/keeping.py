"""Which backups are kept: the newest of each day, week and month, as far back as is asked. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

RULE = re.compile(r"([1-9]\d{0,3})([dwm])")
STRETCHES: dict[str, Callable[[datetime], object]] = {
    "d": lambda at: at.date(),
    "w": lambda at: at.isocalendar()[:2],
    "m": lambda at: (at.year, at.month),
}
Rule = dict[str, int]


class BadRule(ValueError):
    """The text is one sentence that says what a rule looks like."""


def read(text: str) -> Rule:
    """How many days (d), weeks (w) and months (m) TEXT keeps a backup of. Raises BadRule."""
    found: Rule = {}
    for word in text.split(","):
        match = RULE.fullmatch(word.strip())
        if match is None or match[2] in found:
            raise BadRule(f"--keep must be like 7d,4w,6m, not {text[:40]!r}.")
        found[match[2]] = int(match[1])
    return found


def kept(moments: Iterable[datetime], rule: Rule) -> set[datetime]:
    """Those of MOMENTS that RULE keeps; the newest of all always."""
    newest_first = sorted(moments, reverse=True)
    found = set(newest_first[:1])
    for unit, count in rule.items():
        newest: dict[object, datetime] = {}
        for at in newest_first:
            newest.setdefault(STRETCHES[unit](at), at)
        found |= set(sorted(newest.values(), reverse=True)[:count])
    return found
