"""Facts for decisions, minimal and complete, with what a test wants changed."""

from __future__ import annotations

import json
from dataclasses import replace

from runtime_memory.policy import evaluate
from runtime_memory.policy_facts import Approval, Facts, Proposal, Validation
from runtime_memory.policy_matrix import DEFAULT

PROPOSER, ANN, BEN, CLEO = 1, 2, 3, 4
PERSONS = {"policy": None, "human": ANN, "security": BEN, "ops": CLEO}
FIRST = "2026-03-02T09:00:00.000Z"
LATER = "2026-03-02T09:20:00.000Z"
NOW = "2026-03-02T10:00:00.000Z"


def proposal(**changed):
    plain = {
        "id": "p",
        "type": "code_patch",
        "risk": "low",
        "status": "validated",
        "digest": "present",
        "determinism": "1.0",
        "proposer": "oxide",
        "proposer_person": PROPOSER,
        "created_at": FIRST,
        "content_at": FIRST,
    }
    return Proposal(**plain | changed)


def validation(**changed):
    flags = dict.fromkeys(("build", "lint", "test", "policy"), True)
    return Validation(**{"id": "v", "digest": "present", "at": LATER} | flags | changed)


def approval(kind, **changed):
    plain = {
        "id": f"a-{kind}",
        "type": kind,
        "decision": "approved",
        "digest": "present",
        "person": PERSONS[kind],
        "groups": () if kind == "policy" else (kind,),
        "at": LATER,
    }
    return Approval(**plain | changed)


def complete(kind="code_patch", risk="low", **changed):
    """Facts that the default rule approves, each type given by another person."""
    needed = dict(DEFAULT.rule(kind, risk).approvals) if DEFAULT.rule(kind, risk) else {}
    return replace(
        Facts(
            proposal=proposal(type=kind, risk=risk),
            validations=(validation(),),
            approvals=tuple(map(approval, needed)),
            active_approvers=4,
            is_four_eyes_armed=True,
            now=NOW,
        ),
        **changed,
    )


def alone(kind, risk, person=PROPOSER):
    """The same, decided by one PERSON who is the only approver there is."""
    facts = complete(kind, risk, active_approvers=1, is_four_eyes_armed=False)
    given = [
        row if row.type == "policy" else replace(row, person=person) for row in facts.approvals
    ]
    return replace(facts, approvals=tuple(given))


def but(facts, **changed):
    """FACTS with fields of the proposal changed."""
    return replace(facts, proposal=replace(facts.proposal, **changed))


def instead(facts, kind, **changed):
    """FACTS with fields of the approval of type KIND changed."""
    rows = [replace(row, **changed) if row.type == kind else row for row in facts.approvals]
    return replace(facts, approvals=tuple(rows))


def without(facts, kind):
    rows = [row for row in facts.approvals if row.type != kind]
    return replace(facts, approvals=tuple(rows))


def decide(facts, matrix=DEFAULT):
    return evaluate(facts, matrix)


def outcome(facts):
    return decide(facts).outcome


def codes(facts):
    return [reason.code for reason in decide(facts).reasons]


def missing(facts):
    return [need.missing for need in decide(facts).checklist if not need.is_met]


def spelled(value):
    """VALUE as canonical bytes; NaN and floats have none."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
