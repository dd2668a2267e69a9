"""What rows cannot answer alone: the guards, and what the last verification found."""

from __future__ import annotations

from collections.abc import Iterable

from devcraft.refusing import Refused
from runtime_memory import armour
from runtime_memory.auditing.stretches import REPLAYED_OTHERWISE
from runtime_memory.models import Verification
from runtime_memory.scorecard.rules import Count, Grade, Result, Rule
from runtime_memory.verifying import Finding

GUARDS = Rule(
    "guards",
    "The guards of the database are in place",
    "Every trigger that the migrations installed is there, unchanged and switched on.",
)
CHAIN = Rule(
    "chain",
    "The audit trail holds up to its last line",
    "Told by the last verification; opening this page starts none.",
)
REPLAYS = Rule(
    "replays",
    "Decisions replay to the same bytes",
    "Told by the last verification: each stored decision of the present evaluator was made"
    " again from its stored input.",
)


def guards() -> Result:
    try:
        armour.require()
    except Refused as refusal:
        return Result(GUARDS, Grade.BAD, Count(1), str(refusal))
    return Result(GUARDS, Grade.GOOD)


def verified(
    row: Verification | None, findings: Iterable[Finding], *, last: int, started: str
) -> list[Result]:
    """What ROW, whose start is written STARTED, says of the trail of LAST lines."""
    if row is None or row.finished_at is None:
        words = "Not run yet." if row is None else f"Under way since {started}."
        return [Result(rule, Grade.UNKNOWN, words=words) for rule in (CHAIN, REPLAYS)]
    reasons = [one.reason for one in findings]
    replays = reasons.count(REPLAYED_OTHERWISE)
    since = last - row.lines
    words = f"Run at {started}, up to line {row.lines:,}."
    if since:
        words += f" Not run since: {since:,} line{'' if since == 1 else 's'} more."
    grade = Grade.UNKNOWN if since else Grade.GOOD
    return [
        _result(CHAIN, len(reasons) - replays, grade, words),
        _result(REPLAYS, replays, grade, words),
    ]


def _result(rule: Rule, found: int, otherwise: Grade, words: str) -> Result:
    return Result(rule, Grade.BAD if found else otherwise, Count(found), words)
