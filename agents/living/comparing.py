"""What differs between two configs, line by line, with some lines around."""

from __future__ import annotations

import difflib
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """`kind` is kept, added, removed, or gap where lines are left out."""

    kind: str
    text: str


KINDS = {" ": "kept", "+": "added", "-": "removed", "@": "gap"}


def lines(before: str, after: str) -> list[Line]:
    """The changed lines from BEFORE to AFTER; none when they are equal."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3)
    told = [Line(KINDS[line[0]], line[1:]) for line in list(found)[2:]]
    return [Line("gap", "") if line.kind == "gap" else line for line in told][1:]
