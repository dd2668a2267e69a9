"""The rules of approval read out literally and slowly, to compare `evaluate` with."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from itertools import combinations

from runtime_memory.policy_matrix import RISKS, TYPES


def minutes(earlier, later):
    passed = datetime.fromisoformat(later) - datetime.fromisoformat(earlier)
    return Fraction(passed.days * 86_400_000_000 + passed.seconds * 10**6 + passed.microseconds) / (
        60 * 10**6
    )


def may_be_approved(facts, matrix):
    """Whether every rule holds, each looked at by itself."""
    proposal = facts.proposal
    if proposal.type not in TYPES or proposal.risk not in RISKS:
        return False
    rule = matrix.to_json()["rules"][proposal.type][proposal.risk]
    return all(
        [
            proposal.status in {"validated", "approved"},
            proposal.determinism is not None
            and Fraction(proposal.determinism) >= Fraction(rule["min_determinism"]),
            validated(facts, rule["validations"]),
            not any(
                row.decision == "rejected" and row.digest == proposal.digest
                for row in facts.approvals
            ),
            minutes(proposal.created_at, facts.now) >= rule["wait_minutes"],
            minutes(proposal.content_at, facts.now) >= rule["wait_minutes"],
            set(rule["approvals"]) == {"policy"} or can_tell_people_apart(facts),
            quorum(facts, rule),
        ]
    )


def one_is_enough(facts):
    return facts.active_approvers == 1 and not facts.is_four_eyes_armed


def can_tell_people_apart(facts):
    return one_is_enough(facts) or facts.proposal.proposer_person is not None


def is_fresh(row, facts):
    return row.digest == facts.proposal.digest and facts.proposal.content_at <= row.at <= facts.now


def validated(facts, flags):
    present = [row for row in facts.validations if row.digest == facts.proposal.digest]
    return all(getattr(row, flag) for row in present for flag in flags) and any(
        is_fresh(row, facts) for row in present
    )


def quorum(facts, rule):
    """Whether some choice of distinct (type, person) pairs fills every type and the people."""
    given = {
        (row.type, row.person)
        for row in facts.approvals
        if speaks(row, facts, rule["expiry_hours"])
    }
    one = one_is_enough(facts)
    persons = {person for kind, person in given if kind != "policy"}
    enough = len(persons) >= (min(1, rule["people"]) if one else rule["people"])
    return enough and all(
        any(combinations([pair for pair in given if pair[0] == kind], 1 if one else number))
        for kind, number in rule["approvals"].items()
    )


def speaks(row, facts, expiry_hours):
    if row.decision != "approved" or not is_fresh(row, facts):
        return False
    if minutes(row.at, facts.now) > 60 * expiry_hours:
        return False
    if row.type == "policy":
        return row.person is None
    is_another = row.person != facts.proposal.proposer_person or one_is_enough(facts)
    return row.person is not None and row.type in row.groups and is_another
