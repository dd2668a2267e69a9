"""The invariants: what each says, when it can be computed, and how a count is graded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SHOWN = 20
LOOKED_AT = 10_000
OPEN_HOURS = 24


class Grade(StrEnum):
    GOOD = "good"
    BAD = "bad"
    NOTE = "note"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Rule:
    """`is_of_now`: it compares columns that only say what is; `is_note`: shown, not refused."""

    key: str
    title: str
    means: str
    is_of_now: bool = False
    is_note: bool = False


@dataclass(frozen=True)
class Row:
    """An offending row: `place` is the id or name that its page goes by."""

    table: str
    key: str
    label: str
    place: str
    owner: int | None


@dataclass(frozen=True)
class Count:
    """How many rows offend, the first of them, and how much of it is imported evidence."""

    total: int = 0
    rows: tuple[Row, ...] = ()
    evidence: int = 0


@dataclass(frozen=True)
class Result:
    rule: Rule
    grade: Grade
    count: Count = field(default_factory=Count)
    words: str = ""


FULL = Rule(
    "full",
    "Promoted with full and fresh approvals",
    "Every promoted proposal has an allowing decision about its present content, and the"
    " approvals of that content which the decision asks for.",
)
OWN = Rule(
    "own",
    "Nobody approved what they proposed",
    "No person stands as proposer and approver, save where one approver decided alone.",
)
STALE = Rule(
    "stale",
    "No approval of an earlier content counts",
    "Whatever is approved or promoted has its approvals on the content as it stands.",
)
STATUS = Rule(
    "status",
    "Status is what the trail says",
    "The status of each proposal is the one that its last line in the audit trail gives it.",
    is_of_now=True,
)
MOVES = Rule(
    "moves",
    "Every move follows the one before",
    "Each line that moves a proposal begins where the last one left it, by the rules of moving.",
)
SESSIONS = Rule(
    "sessions",
    f"No session is open longer than {OPEN_HOURS} hours",
    "Sessions that began and never ended, by their own moments.",
)
RUNS = Rule(
    "runs",
    f"No run is open longer than {OPEN_HOURS} hours",
    "Workflow runs that began and never ended, by their own moments.",
)
OVERLAPS = Rule(
    "overlaps",
    "Windows of profiles do not overlap",
    "An overlap is allowed: the later start counts. It is shown, because it may be a slip.",
    is_note=True,
)
RULES = (FULL, OWN, STALE, STATUS, MOVES, SESSIONS, RUNS, OVERLAPS)


def graded(rule: Rule, count: Count) -> Result:
    if count.total == 0:
        return Result(rule, Grade.GOOD, count)
    return Result(rule, Grade.NOTE if rule.is_note else Grade.BAD, count)


def results(counts: Mapping[str, Count], *, is_past: bool) -> list[Result]:
    """Each rule with its grade; those of now are left out of the past."""
    return [
        graded(rule, counts.get(rule.key, Count()))
        for rule in RULES
        if not (is_past and rule.is_of_now)
    ]


def worst(found: Iterable[Result]) -> Grade:
    """The grade of the whole: bad when one is, unknown when one is and none is bad."""
    grades = {one.grade for one in found}
    for grade in (Grade.BAD, Grade.UNKNOWN):
        if grade in grades:
            return grade
    return Grade.GOOD
