"""Decides whether a proposal may be approved: a pure function of the facts and the rule matrix.

`evaluate` reads no clock and no table, so a stored input replays to the same bytes. With one
active approver, before four eyes armed, one person may give every type of approval, also to
their own proposal; such a decision says that it was decided alone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from runtime_memory.policy_checklist import Need, is_determined, lacking, needs
from runtime_memory.policy_evidence import Evidence, Reason, is_alone, weigh
from runtime_memory.policy_facts import Facts
from runtime_memory.policy_matrix import Matrix, Rule

EVALUATOR = 1
OPEN = ("drafted", "validated", "approved")


@dataclass(frozen=True)
class Decision:
    """What EVALUATOR found: outcome `approved`, `waiting`, `rejected` or `blocked`, and why.

    PASSES_CHECKS says that all holds which needs no approval and no waiting: the proposal may
    become validated, and a `policy` approval may be written. COUNTED are ids of approvals.
    """

    proposal: str
    digest: str
    outcome: str
    is_decided_alone: bool
    passes_checks: bool
    reasons: tuple[Reason, ...]
    checklist: tuple[Need, ...]
    counted: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether the proposal may still change its status."""
        closed = {"status_closed", "status_rejected"}
        return closed.isdisjoint(reason.code for reason in self.reasons)

    def to_json(self) -> dict[str, Any]:
        """Texts, whole numbers, booleans, lists and objects; equal facts give an equal value."""
        return {
            "evaluator": EVALUATOR,
            "proposal": self.proposal,
            "digest": self.digest,
            "outcome": self.outcome,
            "is_decided_alone": self.is_decided_alone,
            "passes_checks": self.passes_checks,
            "reasons": [asdict(reason) for reason in self.reasons],
            "checklist": [asdict(need) for need in self.checklist],
            "counted": list(self.counted),
        }


def rule_for(facts: Facts, matrix: Matrix) -> Rule | None:
    """The rule that FACTS are judged by, eased where one person stands for all."""
    rule = matrix.rule(facts.proposal.type, facts.proposal.risk)
    return rule.for_one_person() if rule and is_alone(facts) else rule


def evaluate(facts: Facts, matrix: Matrix) -> Decision:
    """What MATRIX says to FACTS. Never raises; a type or risk without a rule is blocked."""
    rule = rule_for(facts, matrix)
    if rule is None:
        return _without_rule(facts)
    alone = is_alone(facts)
    evidence = weigh(facts, rule)
    checklist = needs(facts, rule, evidence)
    against = _rejected(facts, evidence)
    blocks = _blocks(facts, rule, evidence)
    outcome = _outcome(against, blocks, checklist)
    decided_alone = outcome == "approved" and alone and rule.needs_persons
    return Decision(
        proposal=facts.proposal.id,
        digest=facts.proposal.digest,
        outcome=outcome,
        is_decided_alone=decided_alone,
        passes_checks=not against and not blocks and bool(evidence.validations),
        reasons=(
            *_verdict(outcome, decided_alone=decided_alone),
            *against,
            *blocks,
            *(lacking(checklist) if outcome == "waiting" else ()),
            *sorted(evidence.set_aside),
        ),
        checklist=checklist,
        counted=tuple(sorted(approval.id for approval in evidence.approvals)),
    )


def _without_rule(facts: Facts) -> Decision:
    proposal = facts.proposal
    words = f"No rule is known for a {proposal.type} at risk {proposal.risk}, so it is denied."
    return Decision(
        proposal=proposal.id,
        digest=proposal.digest,
        outcome="blocked",
        is_decided_alone=False,
        passes_checks=False,
        reasons=(Reason("rule_unknown", words),),
        checklist=(),
        counted=(),
    )


def _outcome(against: list[Reason], blocks: list[Reason], checklist: tuple[Need, ...]) -> str:
    if against:
        return "rejected"
    if blocks:
        return "blocked"
    return "approved" if all(need.is_met for need in checklist) else "waiting"


def _verdict(outcome: str, *, decided_alone: bool) -> list[Reason]:
    if outcome != "approved":
        return []
    verdict = [Reason("complete", "Everything the rule asks for is there.")]
    if decided_alone:
        words = "Decided alone: one approver is active and four eyes is not armed."
        verdict.append(Reason("decided_alone", words))
    return verdict


def _rejected(facts: Facts, evidence: Evidence) -> list[Reason]:
    found = [
        Reason("rejection", f"The {row.type} rejection {row.id} is about the present content.")
        for row in evidence.rejections
    ]
    if facts.proposal.status == "rejected":
        found.append(Reason("status_rejected", "The proposal is rejected already."))
    return sorted(found)


def _blocks(facts: Facts, rule: Rule, evidence: Evidence) -> list[Reason]:
    """What no approval and no waiting can mend."""
    proposal = facts.proposal
    found = []
    for row in evidence.failed:
        flags = " and ".join(flag for flag in rule.validations if not row.passes(flag))
        words = f"Validation {row.id} of the present content failed: {flags}."
        found.append(Reason("validation_failed", words))
    if not is_determined(facts, rule):
        needed = f"at least {rule.min_determinism} is needed"
        known = f"The determinism is {proposal.determinism or 'unknown'}; {needed}."
        found.append(Reason("determinism_too_low", known))
    if proposal.proposer_person is None and rule.needs_persons and not is_alone(facts):
        words = "No person is known behind the proposer, so nobody can be shown to be another."
        found.append(Reason("proposer_unknown", words))
    if proposal.status not in (*OPEN, "rejected"):
        found.append(Reason("status_closed", f"A {proposal.status} proposal is not decided on."))
    return sorted(found)
