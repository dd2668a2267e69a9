"""What is chosen for an import, and what it asks back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self

from devcraft.imports import BadRow
from missions.exchange.columns import moment

GROUP, WORDS = "group", "words"
SKIP, KEEP = "skip", "keep"
REFUSE = "refuse"


@dataclass(frozen=True)
class Options:
    """Choices of a person for one file.

    `zone` is that of times without one. Missions are named by the `group` of an entry
    (a Toggl project, the tags of Timewarrior) or by its `words` (description, annotation).
    `ambiguous` answers for every time that has two readings, `answers` for single rows.
    `overlaps` keeps entries that overlap others as claimed time, or skips them.
    """

    zone: str
    name_by: str = GROUP
    ambiguous: str = REFUSE
    answers: Mapping[str, str] = field(default_factory=dict)
    overlaps: str = SKIP

    def choice(self, row_id: str) -> str:
        return self.answers.get(row_id, self.ambiguous)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        return cls(**stored)


@dataclass(frozen=True)
class Question:
    """A row whose times have two readings; the starts and ends of both."""

    id: str
    line: int
    what: str
    earlier: tuple[datetime, datetime]
    later: tuple[datetime, datetime]

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "line": self.line,
            "what": self.what,
            "earlier": [moment(at) for at in self.earlier],
            "later": [moment(at) for at in self.later],
        }


class AsksBack(BadRow):
    """A row that waits for an answer to its question."""

    def __init__(self, question: Question, sentence: str) -> None:
        super().__init__(sentence)
        self.question = question
