"""What a config_change or policy_change proposes: the published shape of `proposal_json`.

    {"target": "behavior" | "personality" | "policy",
     "name": "tom", "content": {...}, "effective_from": "2026-12-01T00:00:00.000Z" | null}

`policy` is for a policy_change alone: its name is "approvals" and its content a rule matrix.
A moment that has passed by the promotion, or none, means from the promotion on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devcraft.refusing import Refused
from runtime_memory import moments
from runtime_memory.canonical import object_text, parsed, text
from runtime_memory.policy_matrix import BadMatrix, Matrix

FREE = "code_patch"
TARGETS = ("behavior", "personality", "policy")
RULES = "approvals"
NEEDED = ("target", "name", "content")
KEYS = (*NEEDED, "effective_from")
FIELD = "proposal_json"


@dataclass(frozen=True)
class Change:
    """The next version of the profile NAME of kind TARGET; CONTENT is JSON text."""

    target: str
    name: str
    content: str
    effective_from: datetime | None

    def starts(self, now: datetime) -> datetime:
        return now if self.effective_from is None else max(self.effective_from, now)


def change_of(proposal_type: str, proposal_json: str) -> Change | None:
    """What is proposed; None for a code_patch, whose JSON is free. Raises Refused."""
    if proposal_type == FREE:
        return None
    members = parsed(proposal_json, field=FIELD)
    _refuse_keys(members)
    target = members["target"]
    if target not in TARGETS:
        raise Refused(f"{FIELD}.target", f"must be {', '.join(TARGETS[:-1])} or {TARGETS[-1]}")
    if not isinstance(members["content"], dict):
        raise Refused(f"{FIELD}.content", "must be a JSON object")
    change = Change(
        target=target,
        name=text(members["name"], field=f"{FIELD}.name"),
        content=object_text(members["content"], field=f"{FIELD}.content"),
        effective_from=_moment(members.get("effective_from")),
    )
    if target == "policy":
        _refuse_policy(proposal_type, change, members["content"])
    return change


def _refuse_keys(members: dict[str, Any]) -> None:
    missing = [name for name in NEEDED if name not in members]
    if missing:
        raise Refused(FIELD, f"must have the key {missing[0]}")
    unknown = sorted(set(members) - set(KEYS))
    if unknown:
        raise Refused(FIELD, f"may only have the keys {', '.join(KEYS)}, not {unknown[0]!r:.60}")


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        return moments.read(str(value))
    except ValueError as error:
        rule = "must be null or a moment such as 2026-12-01T09:00:00.000Z"
        raise Refused(f"{FIELD}.effective_from", rule) from error


def _refuse_policy(proposal_type: str, change: Change, content: dict[str, Any]) -> None:
    if proposal_type != "policy_change":
        raise Refused(f"{FIELD}.target", "may be policy in a policy_change only")
    if change.name != RULES:
        raise Refused(f"{FIELD}.name", f"must be {RULES} when the target is policy")
    try:
        Matrix.parse(content)
    except BadMatrix as error:
        raise Refused(f"{FIELD}.content", f"is no rule matrix: {str(error)[:-1]}") from error
