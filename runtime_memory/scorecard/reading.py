"""Counts all rules, and lists the first rows that offend."""

from __future__ import annotations

from datetime import datetime

from runtime_memory.past.then import Then
from runtime_memory.scorecard import lasting, parts, proposals
from runtime_memory.scorecard.rules import RULES, Count


def counts(then: Then | None, at: datetime) -> dict[str, Count]:
    """By key of the rule, what offends at AT, as known THEN. Two queries, one when none does."""
    every = [*proposals.parts(then), *lasting.parts(then, at)]
    totals = list(zip(every, parts.totals(every), strict=True))
    rows = parts.listed(part for part, total in totals if total and not part.is_evidence)
    return {
        rule.key: Count(
            sum(n for part, n in totals if part.rule == rule and not part.is_evidence),
            tuple(row for key, row in rows if key == rule.key),
            sum(n for part, n in totals if part.rule == rule and part.is_evidence),
        )
        for rule in RULES
    }
