"""What one import read, used and left out, and what it added to the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from agents.session_logs.reading import UNFINISHED
from agents.usage.rows import Row

MOST_PROBLEMS = 200
FIGURES = {
    "input": ["input_tokens"],
    "output": ["output_tokens"],
    "cache_write": ["cache_write_5m_tokens", "cache_write_1h_tokens"],
    "cache_read": ["cache_read_tokens"],
}
"""What an account sums, and the columns of it."""


Problem = tuple[str, int | None, str]
"""File, line or None for the whole file, and reason."""


@dataclass
class Account:
    """What one run read, used and left out, and what it added to the ledger.

    Problems that were `told` before are not told again; `found` are all the others.
    """

    told: frozenset[Problem] = frozenset()
    found: set[Problem] = field(default_factory=set)
    files_read: int = 0
    files_unchanged: int = 0
    lines_read: int = 0
    lines_used: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    problems: list[dict[str, Any]] = field(default_factory=list)
    more_problems: int = 0
    usage: Counter[str] = field(default_factory=Counter)
    unpriced: set[str] = field(default_factory=set)
    """Keys of the requests added or changed whose cost is unknown."""

    def problem(self, path: str, reason: str, line: int | None = None) -> None:
        if (path, line, reason) in self.told:
            return
        self.found.add((path, line, reason))
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append({"file": path, "line": line, "reason": reason})
        else:
            self.more_problems += 1

    @property
    def has_news(self) -> bool:
        """Whether lines were used or found wrong, not only caught while they are written.

        Problems of whole files stay as they are.
        """
        return bool(self.lines_used) or any(
            problem["line"] and problem["reason"] != UNFINISHED for problem in self.problems
        )

    def add(self, rows: Sequence[Row]) -> None:
        self._count(rows, 1)
        self.unpriced |= _unpriced(rows)

    def take_back(self, rows: Sequence[Row]) -> None:
        self._count(rows, -1)
        self.unpriced -= _unpriced(rows)

    def _count(self, rows: Sequence[Row], sign: int) -> None:
        self.usage["requests"] += sign * len(rows)
        self.usage["cost_pico"] += sign * sum(row.cost_pico or 0 for row in rows)
        for name, columns in FIGURES.items():
            self.usage[name] += sign * sum(sum(map(attrgetter(column), rows)) for column in columns)


def _unpriced(rows: Sequence[Row]) -> set[str]:
    return {row.key for row in rows if row.cost_pico is None}
