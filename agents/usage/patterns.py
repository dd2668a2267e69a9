"""Names of projects and branches with * for any letters: which they fit, and which goes first.

Neither a branch nor a session log's project holds a *, so no name is taken for a pattern. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

ANY = "*"
SEPARATOR = "\n"
LEAST_LETTERS = 3


@dataclass(frozen=True)
class Pattern:
    """What a link's name stands for: a project, or a project and a branch after a newline."""

    name: str

    @cached_property
    def parts(self) -> list[re.Pattern[str]]:
        return [re.compile(regex(part), re.DOTALL) for part in self.name.split(SEPARATOR)]

    @property
    def letters(self) -> int:
        """How much of it is said letter by letter; more of it goes first."""
        return len(self.name.replace(ANY, "").replace(SEPARATOR, ""))

    def fits(self, *values: str) -> bool:
        """Whether project, or project and branch, are such ones."""
        return len(values) == len(self.parts) and all(
            part.match(value) for part, value in zip(self.parts, values, strict=True)
        )


def is_pattern(name: str) -> bool:
    return ANY in name


def regex(part: str) -> str:
    """PART as a regular expression that both databases and Python read alike."""
    return f"^{'.*'.join(re.escape(piece) for piece in part.split(ANY))}$"


def prefix(part: str) -> str:
    """The letters that every name begins with which PART fits."""
    return part.partition(ANY)[0]


def first(patterns: Iterable[tuple[Pattern, int, int]], *values: str) -> int | None:
    """The mission of the pattern that fits VALUES and says most, the newest among equals.

    PATTERNS come with the link's number and its mission.
    """
    fitting = [
        (pattern.letters, number, mission)
        for pattern, number, mission in patterns
        if pattern.fits(*values)
    ]
    return max(fitting)[2] if fitting else None
