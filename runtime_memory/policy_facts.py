"""What a decision on a proposal looks at: plain values that can be stored and replayed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any, TypeVar

from runtime_memory import moments
from runtime_memory.policy_matrix import APPROVAL_TYPES

DECISIONS = ("approved", "rejected")
SCORE = re.compile(r"0(\.[0-9]{1,340})?|1(\.0{1,340})?")


class BadFacts(ValueError):
    """A value is no fact that can be decided on; the text names it and the rule."""


def digits(score: float) -> str:
    """SCORE, from 0 to 1, as the shortest decimal text that stands for it; 1e-05 is 0.00001."""
    return format(Decimal(repr(score + 0.0)), "f")


@dataclass(frozen=True)
class Proposal:
    """DIGEST is that of the present content, CONTENT_AT when that content was written.

    PROPOSER_PERSON is the human behind the name, for an agent the one it acts for.
    """

    id: str
    type: str
    risk: str
    status: str
    digest: str
    determinism: str | None
    proposer: str
    proposer_person: int | None
    created_at: str
    content_at: str

    def __post_init__(self) -> None:
        _check(self, _PROPOSAL)


@dataclass(frozen=True)
class Validation:
    """What one validator found for the content with this DIGEST."""

    id: str
    digest: str
    build: bool
    lint: bool
    test: bool
    policy: bool
    at: str

    def __post_init__(self) -> None:
        _check(self, _VALIDATION)

    def passes(self, flag: str) -> bool:
        return {"build": self.build, "lint": self.lint, "test": self.test, "policy": self.policy}[
            flag
        ]


@dataclass(frozen=True)
class Approval:
    """One approval or rejection. GROUPS are the approval types its giver could give then.

    PERSON is None when the policy itself has spoken.
    """

    id: str
    type: str
    decision: str
    digest: str
    person: int | None
    groups: tuple[str, ...]
    at: str

    def __post_init__(self) -> None:
        _check(self, _APPROVAL)


@dataclass(frozen=True)
class Facts:
    """Everything a decision depends on, except the rule matrix."""

    proposal: Proposal
    validations: tuple[Validation, ...]
    approvals: tuple[Approval, ...]
    active_approvers: int
    is_four_eyes_armed: bool
    now: str

    def __post_init__(self) -> None:
        _check(self, _FACTS)

    @classmethod
    def from_json(cls, value: object) -> Facts:
        """The facts that `to_json` wrote. Raises BadFacts."""
        members = _members(value, "facts", cls)
        return cls(
            proposal=Proposal(**_members(members["proposal"], "proposal", Proposal)),
            validations=_rows(members["validations"], "validation", Validation),
            approvals=_rows(members["approvals"], "approval", Approval),
            active_approvers=members["active_approvers"],
            is_four_eyes_armed=members["is_four_eyes_armed"],
            now=members["now"],
        )

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values without floats; the order of rows and groups leaves no trace."""
        return {
            "proposal": asdict(self.proposal),
            "validations": _sorted([asdict(row) for row in self.validations]),
            "approvals": _sorted(
                [asdict(row) | {"groups": sorted(set(row.groups))} for row in self.approvals]
            ),
            "active_approvers": self.active_approvers,
            "is_four_eyes_armed": self.is_four_eyes_armed,
            "now": self.now,
        }


Row = TypeVar("Row", Validation, Approval)
Kind = tuple[str, Callable[[Any], bool]]


def _is_instant(value: object) -> bool:
    try:
        return isinstance(value, str) and moments.read(value) is not None
    except ValueError:
        return False


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_person(value: object) -> bool:
    return value is None or type(value) is int


def _is_score(value: object) -> bool:
    return value is None or (isinstance(value, str) and bool(SCORE.fullmatch(value)))


def _are_texts(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(item, str) for item in value)


def _all_are(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, tuple) and all(isinstance(row, kind) for row in value)


_TEXT: Kind = ("text", _is_text)
_NAME: Kind = ("text that is not empty", lambda value: isinstance(value, str) and value != "")
_PERSON: Kind = ("a whole number or null", _is_person)
_FLAG: Kind = ("true or false", lambda value: type(value) is bool)
_AT: Kind = ("an instant like 2026-01-31T09:30:00.000Z", _is_instant)
_PROPOSAL: dict[str, Kind] = {
    **dict.fromkeys(("id", "digest"), _NAME),
    **dict.fromkeys(("type", "risk", "status", "proposer"), _TEXT),
    "determinism": ("decimal text from 0 to 1, or null", _is_score),
    "proposer_person": _PERSON,
    "created_at": _AT,
    "content_at": _AT,
}
_VALIDATION: dict[str, Kind] = {
    **dict.fromkeys(("id", "digest"), _NAME),
    **dict.fromkeys(("build", "lint", "test", "policy"), _FLAG),
    "at": _AT,
}
_APPROVAL: dict[str, Kind] = {
    **dict.fromkeys(("id", "digest"), _NAME),
    "type": (f"one of {', '.join(APPROVAL_TYPES)}", lambda value: value in APPROVAL_TYPES),
    "decision": (f"one of {', '.join(DECISIONS)}", lambda value: value in DECISIONS),
    "person": _PERSON,
    "groups": ("a list of texts", _are_texts),
    "at": _AT,
}
_FACTS: dict[str, Kind] = {
    "proposal": ("a proposal", lambda value: isinstance(value, Proposal)),
    "validations": ("a list of validations", _all_are(Validation)),
    "approvals": ("a list of approvals", _all_are(Approval)),
    "active_approvers": ("0 or more", lambda value: type(value) is int and value >= 0),
    "is_four_eyes_armed": _FLAG,
    "now": _AT,
}


def _check(row: object, kinds: dict[str, Kind]) -> None:
    for name, (wanted, holds) in kinds.items():
        if not holds(getattr(row, name)):
            raise BadFacts(f"{type(row).__name__.lower()}.{name} must be {wanted}.")


def _members(value: object, path: str, kind: type[Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    if not isinstance(value, dict) or set(value) != names:
        raise BadFacts(f"{path} must be an object with the keys {', '.join(sorted(names))}.")
    return {
        name: tuple(member) if name == "groups" and isinstance(member, list) else member
        for name, member in value.items()
    }


def _rows(value: object, path: str, kind: type[Row]) -> tuple[Row, ...]:
    if not isinstance(value, list):
        raise BadFacts(f"facts.{path}s must be a list.")
    return tuple(kind(**_members(row, path, kind)) for row in value)


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
