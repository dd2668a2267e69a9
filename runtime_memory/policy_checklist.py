"""The checklist of a proposal: what its rule needs, what is there, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from runtime_memory.moments import read
from runtime_memory.policy_evidence import Evidence, Reason
from runtime_memory.policy_facts import Facts
from runtime_memory.policy_matrix import Rule


@dataclass(frozen=True)
class Need:
    """One line of the checklist; MISSING is empty when it is met."""

    code: str
    name: str
    have: int | str
    need: int | str
    is_met: bool
    missing: str


def needs(facts: Facts, rule: Rule, evidence: Evidence) -> tuple[Need, ...]:
    """Every line of the checklist, in the order in which a proposal usually meets them."""
    return (
        _status(facts),
        *(_validation(flag, evidence) for flag in rule.validations),
        _determinism(facts, rule),
        *_approvals(rule, evidence),
        _people(rule, evidence),
        _wait(facts, rule),
    )


def lacking(checklist: tuple[Need, ...]) -> list[Reason]:
    """A reason per kind of line that is not met; approvals are told once, by their sum."""
    found = [
        Reason(
            f"{need.code.partition('_')[0]}_missing",
            f"{need.missing[:1].upper()}{need.missing[1:]}.",
        )
        for need in checklist
        if not need.is_met and not need.code.startswith("approvals_")
    ]
    return list(dict.fromkeys(found))


def is_determined(facts: Facts, rule: Rule) -> bool:
    """Whether the proposal's determinism is known and high enough."""
    score = facts.proposal.determinism
    return score is not None and Decimal(score) >= Decimal(rule.min_determinism)


def _status(facts: Facts) -> Need:
    status = facts.proposal.status
    missing = f"the proposal is {status}, still needed: validated"
    is_met = status in ("validated", "approved")
    return _need("status", "status", status, "validated", missing, is_met=is_met)


def _validation(flag: str, evidence: Evidence) -> Need:
    failed = [row for row in evidence.failed if not row.passes(flag)]
    have = 1 if (evidence.validations or evidence.failed) and not failed else 0
    if failed:
        missing = f"{flag} failed in validation {failed[0].id}"
    else:
        missing = "still needed: a validation of the present content"
    return _need(f"validation_{flag}", f"{flag} passed", have, 1, missing, is_met=have == 1)


def _determinism(facts: Facts, rule: Rule) -> Need:
    have = facts.proposal.determinism or "unknown"
    missing = f"determinism {have}, still needed: {rule.min_determinism} or more"
    is_met = is_determined(facts, rule)
    return _need("determinism", "determinism", have, rule.min_determinism, missing, is_met=is_met)


def _approvals(rule: Rule, evidence: Evidence) -> list[Need]:
    have = {kind: min(evidence.of_type(kind), number) for kind, number in rule.approvals}
    short = {kind: number - have[kind] for kind, number in rule.approvals if number > have[kind]}
    named = ", ".join(kind if number == 1 else f"{number} {kind}" for kind, number in short.items())
    wanted = sum(number for _, number in rule.approvals)
    return [
        _counted("approvals", "approvals", sum(have.values()), wanted, named),
        *(
            _counted(f"approvals_{kind}", f"{kind} approvals", have[kind], number, kind)
            for kind, number in rule.approvals
        ),
    ]


def _people(rule: Rule, evidence: Evidence) -> Need:
    have = min(evidence.people, rule.people)
    return _counted("people", "distinct people", have, rule.people, f"{rule.people - have} more")


def _wait(facts: Facts, rule: Rule) -> Need:
    name, need, now = "minutes since the newest content", rule.wait_minutes, read(facts.now)
    since = max(read(facts.proposal.created_at), read(facts.proposal.content_at))
    if now < since:
        missing = "the newest content is dated later than now"
        return _need("wait", name, 0, need, missing, is_met=False)
    have = min((now - since) // timedelta(minutes=1), need)
    return _counted("wait", name, have, need, f"{need - have} more")


def _counted(code: str, name: str, have: int, need: int, short: str) -> Need:
    missing = f"{have} of {need} {name}, still needed: {short}"
    return _need(code, name, have, need, missing, is_met=have >= need)


def _need(
    code: str, name: str, have: int | str, need: int | str, missing: str, *, is_met: bool
) -> Need:
    return Need(code, name, have, need, is_met, "" if is_met else missing)
