"""The rule matrix as data: what a proposal of each type and risk needs before it is approved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

FORMAT = 1
TYPES = ("code_patch", "config_change", "policy_change")
RISKS = ("low", "medium", "high", "critical")
FLAGS = ("build", "lint", "test", "policy")
APPROVAL_TYPES = ("policy", "human", "security", "ops")
KEYS = ("min_determinism", "validations", "approvals", "people", "wait_minutes", "expiry_hours")
SCORE = re.compile(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?")
MOST_APPROVALS = 20
MOST_MINUTES = 30 * 24 * 60
MOST_HOURS = 366 * 24


class BadMatrix(ValueError):
    """The value is no rule matrix; the text is one sentence naming the path and the rule."""


@dataclass(frozen=True)
class Rule:
    """What one type of proposal needs at one risk.

    MIN_DETERMINISM is decimal text between 0 and 1. VALIDATIONS are flags that each validation
    of the present content must carry. APPROVALS say how many of each type. PEOPLE is how many
    distinct persons must be among the approvers. An approval counts for EXPIRY_HOURS.
    """

    min_determinism: str
    validations: tuple[str, ...]
    approvals: tuple[tuple[str, int], ...]
    people: int
    wait_minutes: int
    expiry_hours: int

    @property
    def needs_persons(self) -> bool:
        return any(kind != "policy" for kind, _ in self.approvals)

    def for_one_person(self) -> Rule:
        """The same rule where one person may stand for any number of people."""
        return replace(
            self,
            approvals=tuple((kind, min(number, 1)) for kind, number in self.approvals),
            people=min(self.people, 1),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "min_determinism": self.min_determinism,
            "validations": list(self.validations),
            "approvals": dict(self.approvals),
            "people": self.people,
            "wait_minutes": self.wait_minutes,
            "expiry_hours": self.expiry_hours,
        }


@dataclass(frozen=True)
class Matrix:
    """Every rule by proposal type and risk."""

    rules: Mapping[tuple[str, str], Rule]

    @classmethod
    def parse(cls, value: object) -> Matrix:
        """The matrix that VALUE, as read from JSON, stands for. Raises BadMatrix.

        Shape: {"format": 1, "rules": {type: {risk: {min_determinism: "0.9", validations: [flag],
        approvals: {type: n}, people: n, wait_minutes: n, expiry_hours: n}}}}, nothing left out.
        """
        members = _members(value, "the matrix", ("format", "rules"))
        _count(members["format"], "format", FORMAT, FORMAT)
        types = _members(members["rules"], "rules", TYPES)
        return cls(
            {
                (kind, risk): _rule(rule, f"rules.{kind}.{risk}")
                for kind in TYPES
                for risk, rule in _members(types[kind], f"rules.{kind}", RISKS).items()
            }
        )

    def rule(self, kind: str, risk: str) -> Rule | None:
        """The rule for proposals of KIND at RISK; None when either is unknown."""
        return self.rules.get((kind, risk))

    def to_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "rules": {
                kind: {risk: self.rules[kind, risk].to_json() for risk in RISKS} for kind in TYPES
            },
        }


def _rule(value: object, path: str) -> Rule:
    members = _members(value, path, KEYS)
    approvals = _approvals(members["approvals"], f"{path}.approvals")
    persons = sum(number for kind, number in approvals if kind != "policy")
    people = _count(members["people"], f"{path}.people", 0, MOST_APPROVALS)
    if people > persons:
        raise BadMatrix(
            f"{path}.people is {people}, but the approvals of this rule leave room for {persons}."
        )
    return Rule(
        min_determinism=_score(members["min_determinism"], f"{path}.min_determinism"),
        validations=_flags(members["validations"], f"{path}.validations"),
        approvals=approvals,
        people=people,
        wait_minutes=_count(members["wait_minutes"], f"{path}.wait_minutes", 0, MOST_MINUTES),
        expiry_hours=_count(members["expiry_hours"], f"{path}.expiry_hours", 1, MOST_HOURS),
    )


def _members(value: object, path: str, names: tuple[str, ...]) -> dict[str, Any]:
    """VALUE's members in the order of NAMES, which are all there and the only ones."""
    if not isinstance(value, dict):
        raise BadMatrix(f"{path} must be an object.")
    missing = [name for name in names if name not in value]
    if missing:
        raise BadMatrix(f"{path} must have the key {missing[0]}.")
    _known(value, path, names)
    return {name: value[name] for name in names}


def _known(value: dict[Any, Any], path: str, names: tuple[str, ...]) -> None:
    unknown = sorted(repr(name)[:60] for name in value if name not in names)
    if unknown:
        raise BadMatrix(f"{path} may only have the keys {', '.join(names)}, not {unknown[0]}.")


def _approvals(value: object, path: str) -> tuple[tuple[str, int], ...]:
    if not isinstance(value, dict) or not value:
        raise BadMatrix(f"{path} must be an object that names at least one type of approval.")
    _known(value, path, APPROVAL_TYPES)
    return tuple(
        (kind, _count(value[kind], f"{path}.{kind}", 1, 1 if kind == "policy" else MOST_APPROVALS))
        for kind in APPROVAL_TYPES
        if kind in value
    )


def _flags(value: object, path: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise BadMatrix(f"{path} must be a list of at least one of {', '.join(FLAGS)}.")
    unknown = [flag for flag in value if flag not in FLAGS]
    if unknown:
        raise BadMatrix(f"{path} may only hold {', '.join(FLAGS)}, not {unknown[0]!r:.60}.")
    if len(set(value)) < len(value):
        raise BadMatrix(f"{path} must name each validation once.")
    return tuple(flag for flag in FLAGS if flag in value)


def _score(value: object, path: str) -> str:
    if not isinstance(value, str) or not SCORE.fullmatch(value):
        raise BadMatrix(
            f'{path} must be text like "0.95": a number from 0 to 1 with at most six decimals.'
        )
    return value


def _count(value: object, path: str, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        wanted = f"{least}" if least == most else f"a whole number from {least} to {most}"
        raise BadMatrix(f"{path} must be {wanted}.")
    return value


_APPROVERS = {
    "low": ("policy",),
    "medium": ("policy", "human"),
    "high": ("policy", "human", "security"),
    "critical": ("policy", "human", "security", "ops"),
}
_PEOPLE = {"low": 0, "medium": 1, "high": 2, "critical": 3}
_DETERMINISM = {"low": "0.9", "medium": "0.9", "high": "0.95", "critical": "1.0"}
_WAIT_MINUTES = {"low": 0, "medium": 0, "high": 15, "critical": 15}


def _default_rule(kind: str, risk: str) -> Rule:
    added = {"security"} if kind == "policy_change" else set()
    approvers = added.union(_APPROVERS[risk])
    return Rule(
        min_determinism=_DETERMINISM[risk],
        validations=tuple(flag for flag in FLAGS if flag != "test" or kind == "code_patch"),
        approvals=tuple((name, 1) for name in APPROVAL_TYPES if name in approvers),
        people=max(_PEOPLE[risk], len(added)),
        wait_minutes=_WAIT_MINUTES[risk],
        expiry_hours=7 * 24,
    )


DEFAULT = Matrix({(kind, risk): _default_rule(kind, risk) for kind in TYPES for risk in RISKS})
