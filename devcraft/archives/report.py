"""What a restore did, or would do, table by table. Pure."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

MOST_SAID = 200


@dataclass
class Report:
    """`made` counts rows by table, `left` those that did not come along. `said` holds a sentence
    for everything that is not as it was, `more` counts those beyond the first ones; `omitted`
    counts by table and reason.
    """

    id: str
    person: str
    made_at: str
    was_here: str = ""
    made: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)
    more: int = 0
    omitted: Counter[tuple[str, str]] = field(default_factory=Counter)

    def leave(self, table: str, reason: str) -> None:
        """Note that a row of TABLE was left out, once for all that have the same REASON."""
        self.omitted[table, reason] += 1

    @property
    def told(self) -> list[str]:
        """All sentences, those about rows that were left out last."""
        left = [
            f"{table}: {count:,} left out, as {reason}."
            for (table, reason), count in self.omitted.items()
        ]
        return [*self.said, *left]

    def say(self, sentence: str) -> None:
        if len(self.said) < MOST_SAID:
            self.said.append(sentence)
        else:
            self.more += 1

    @property
    def tables(self) -> list[str]:
        return list(dict.fromkeys([*self.made, *self.left]))

    @property
    def rows(self) -> int:
        return self.made.total()

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many rows of each table came."""
        return [(name, self.made[name]) for name in self.tables if self.made[name]]

    def as_object(self) -> dict[str, Any]:
        return {
            "archive": self.id,
            "person": self.person,
            "made_at": self.made_at,
            "was_here": self.was_here,
            "tables": {name: [self.made[name], self.left[name]] for name in self.tables},
            "said": self.told,
            "more": self.more,
        }

    def as_json(self) -> str:
        return json.dumps(self.as_object())
