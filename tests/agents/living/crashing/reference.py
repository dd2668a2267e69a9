"""What must be true of an agent, whatever happened to its workers: the least that says it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Reference:
    """Every order is told once in the end; every answer that was taken is heard once."""

    delivered: dict[str, int] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)
    answers: list[str] = field(default_factory=list)

    def deliver(self, order, times=1):
        self.delivered[order] = self.delivered.get(order, 0) + times

    def may_be(self, told: Counter, processed: set[str], given_up: set[str]) -> list[str]:
        """What is wrong at any moment; nothing where all is well."""
        self.given_up = given_up
        return [
            *(f"{order} was told {n} times." for order, n in told.items() if n > 1),
            *(f"{order} was never delivered." for order in set(told) - set(self.delivered)),
            *(f"{order} is processed and not told." for order in processed - set(told)),
            *(f"{order} is told and not processed." for order in set(told) - processed),
            *(f"{order} is given up and told." for order in given_up & set(told)),
        ]

    def must_be(self, told: Counter, heard: Counter) -> list[str]:
        """What is wrong when nothing is left to do."""
        return [
            *(f"{order} was not told." for order in self.delivered if not told[order]),
            *(
                f"{said} was heard {heard[said]} times."
                for said in self.answers
                if heard[said] != 1
            ),
        ]

    def effects(self, had: dict[str, Counter], unsafe_calls: Counter) -> list[str]:
        """What a tool server may never have seen."""
        twice = [
            (tool, order) for tool, found in had.items() for order in found if found[order] > 1
        ]
        again = [order for order, times in unsafe_calls.items() if times > 1]
        return [*(f"{tool} had {order} twice." for tool, order in twice),
                *(f"{order} was sent again." for order in again)]  # fmt: skip
