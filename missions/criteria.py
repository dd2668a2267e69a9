"""Acceptance criteria as lines that can be ticked: markdown in, markdown out."""

from __future__ import annotations

import re
from dataclasses import dataclass

LINE = re.compile(r"^\s*(?:[-*+]|\d+[.)])?\s*(?:\[(?P<mark>[ xX])\]\s*)?(?P<text>\S.*?)\s*$")


@dataclass(frozen=True)
class Criterion:
    line: int
    text: str
    is_met: bool


def parse(markdown: str) -> list[Criterion]:
    """Every non-empty line is a criterion; `[x]` before the text marks it as met."""
    found = []
    for number, line in enumerate(markdown.splitlines()):
        match = LINE.match(line)
        if match:
            is_met = (match["mark"] or " ") in "xX"
            found.append(Criterion(number, match["text"], is_met))
    return found


def tick(markdown: str, line: int, *, is_met: bool) -> str:
    """MARKDOWN with the criterion on LINE marked; other lines stay as they are.

    Raises IndexError when no criterion stands on that line.
    """
    wanted = {criterion.line: criterion for criterion in parse(markdown)}
    if line not in wanted:
        raise IndexError(line)
    lines = markdown.splitlines()
    lines[line] = f"- [{'x' if is_met else ' '}] {wanted[line].text}"
    return "\n".join(lines)
