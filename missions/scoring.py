"""Priority, score and XP of a mission: the formulas of document 1, exact and pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

PRIORITY_DIVISOR = 125
SCORE_QUANTUM = Decimal("0.0001")
DEFAULT_VALOR = Decimal(1)


@dataclass(frozen=True)
class Factors:
    """What a score is made of. Seconds are whole; the rest is on the mission's scales."""

    seconds: int
    valor: Decimal
    urgency: Decimal
    easiness: Decimal
    impact: Decimal

    @property
    def priority(self) -> Decimal:
        return priority(self.urgency, self.easiness, self.impact)

    @property
    def score(self) -> Decimal:
        return score(self.seconds, self.valor, self.priority)


def priority(urgency: Decimal, easiness: Decimal, impact: Decimal) -> Decimal:
    """U·E·I / 125 (document 1), without rounding: 0.008 to 8, and 5/5/5 is 1."""
    return urgency * easiness * impact / PRIORITY_DIVISOR


def score(seconds: int, valor: Decimal, of_priority: Decimal) -> Decimal:
    """(seconds / 60) · valor · priority (document 1), to four decimals."""
    return (seconds * valor * of_priority / 60).quantize(SCORE_QUANTUM, ROUND_HALF_EVEN)


def xp(of_score: Decimal) -> int:
    """Whole points that a score is worth: its floor."""
    return int(of_score.to_integral_value(ROUND_FLOOR))
