"""The maturity ladder: nine levels, and what each gate wants before a step up.

Names are the document's; the gates follow spec/missions-and-worlds §2.4 and the
original's thresholds (spec/oasis §2.4: reviewer 90, tester 100, gamer PASS). Gates
guard moves, not rows: an imported mission keeps whatever level it has.
"""

from __future__ import annotations

from dataclasses import dataclass

TOP = 8
REVIEWER_PASSES_AT = 90
TESTER_PASSES_AT = 100
MEANINGS = (
    "a raw idea",
    "a visible intent, with some words to it",
    "specified for the one who builds it",
    "fully articulated, ready to build",
    "it runs, and waits for review",
    "reviewed at 90 or better",
    "tested, all green",
    "played and passed",
    "accepted by the human",
)


@dataclass(frozen=True)
class Facts:
    """What the gates look at."""

    has_human_words: bool
    has_spec: bool
    criteria: int
    criteria_met: int
    has_execution_mode: bool
    has_flawless_percent: bool
    reviewer_score: float | None
    tester_score: float | None
    gamer_verdict: str


def missing_for(level: int, facts: Facts) -> list[str]:
    """What still stands between a mission and LEVEL, as phrases; empty when it may step up."""
    wants = {
        1: [(facts.has_human_words or facts.has_spec, "human words or a technical spec")],
        2: [(facts.has_spec, "a technical spec")],
        3: [
            (facts.has_human_words, "human words"),
            (facts.criteria > 0, "acceptance criteria"),
        ],
        4: [(facts.has_execution_mode, "an execution mode (crispr or builder)")],
        5: [
            (
                (facts.reviewer_score or 0) >= REVIEWER_PASSES_AT,
                f"a review of {REVIEWER_PASSES_AT} or better",
            )
        ],
        6: [
            (facts.has_flawless_percent, "a flawless percentage"),
            ((facts.tester_score or 0) >= TESTER_PASSES_AT, "a test result of 100"),
        ],
        7: [(facts.gamer_verdict == "PASS", "a play verdict of PASS")],
        8: [(facts.criteria == facts.criteria_met, "every acceptance criterion met")],
    }
    return [phrase for holds, phrase in wants.get(level, []) if not holds]
