"""Asks the policy about proposals: looking, deciding with a record, replaying the record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from runtime_memory import approvers, policy, rulebook
from runtime_memory.canonical import canonical
from runtime_memory.facts import facts_of
from runtime_memory.lineages import Lineage, proposal_lineage
from runtime_memory.models import ApprovalType, Decision, Proposal, ProposalStatus, Verdict
from runtime_memory.policy_facts import BadFacts, Facts
from runtime_memory.policy_matrix import Matrix
from runtime_memory.recording import governance, moving
from runtime_memory.recording.parents import native_proposal
from runtime_memory.stages import NEXT
from runtime_memory.standing import Standing, standing

APPROVE = "approve"
CODE_VERSION = f"evaluator {policy.EVALUATOR}"
POLICY = "policy"


def verdicts(lineages: Iterable[Lineage], *, now: datetime) -> dict[str, policy.Decision]:
    """By id of each native proposal, what the policy says at NOW; nothing is written."""
    native = [tree for tree in lineages if tree.proposal.import_batch_id is None]
    held = standing(now)
    facts = facts_of(native, held, now=now)
    return {key: policy.evaluate(given, held.matrix) for key, given in facts.items()}


@transaction.atomic
def judge(proposal_id: str, *, now: datetime) -> policy.Decision:
    """Decide, keep the record, and take the steps that the decision allows.

    drafted → validated once the checks pass, with the policy's own approval; validated →
    approved; anything open → rejected. Raises Refused.
    """
    proposal = native_proposal(proposal_id)
    approvers.arm_if_due(now=now)
    held = standing(now)
    facts = _facts(proposal_id, held, now)
    decision = policy.evaluate(facts, held.matrix)
    if decision.passes_checks and _pass_checks(proposal, decision, now):
        facts = _facts(proposal_id, held, now)
        decision = policy.evaluate(facts, held.matrix)
    _keep(facts, decision, held.matrix, now)
    _take_step(proposal_id, decision, now)
    return decision


def replay_matches(decision: Decision) -> bool:
    """Whether the stored input gives the stored result again, to the byte."""
    matrix = rulebook.matrix_of(decision.policy_digest)
    if matrix is None or decision.code_version != CODE_VERSION:
        return False
    try:
        facts = Facts.from_json(json.loads(decision.input_json))
    except (BadFacts, ValueError):
        return False
    return _spelled(policy.evaluate(facts, matrix)) == decision.result_json


def _facts(proposal_id: str, held: Standing, now: datetime) -> Facts:
    tree = proposal_lineage(proposal_id)
    assert tree is not None, "a locked proposal is there"  # noqa: S101
    return facts_of([tree], held, now=now)[proposal_id]


def _pass_checks(proposal: Proposal, decision: policy.Decision, now: datetime) -> bool:
    """Make PROPOSAL validated and approve for the policy, where that is still to do."""
    is_moved = proposal.status == ProposalStatus.DRAFTED
    if is_moved:
        reason = "its checks pass"
        moving.move_proposal(
            proposal_id=proposal.pk,
            to=ProposalStatus.VALIDATED,
            by=POLICY,
            reason=reason,
            now=now,
        )
    is_wanted = any(
        need.code == f"approvals_{ApprovalType.POLICY}" and not need.is_met
        for need in decision.checklist
    )
    if is_wanted:
        governance.record_approval(
            proposal_id=proposal.pk,
            approver=POLICY,
            approval_type=ApprovalType.POLICY,
            decision=Verdict.APPROVED,
            notes="Every check of the rule passes.",
            now=now,
        )
    return is_moved or is_wanted


def _keep(facts: Facts, decision: policy.Decision, matrix: Matrix, now: datetime) -> None:
    rule = policy.rule_for(facts, matrix)
    governance.record_decision(
        proposal_id=facts.proposal.id,
        question=APPROVE,
        is_allowed=decision.outcome == "approved",
        given=facts.to_json(),
        result=_spelled(decision),
        policy_digest=rulebook.digest_of(matrix),
        code_version=CODE_VERSION,
        content_digest=facts.proposal.digest,
        needs=None if rule is None else {**dict(rule.approvals), "people": rule.people},
        now=now,
    )


def _take_step(proposal_id: str, decision: policy.Decision, now: datetime) -> None:
    status = native_proposal(proposal_id).status
    steps = {
        ("approved", ProposalStatus.VALIDATED): ProposalStatus.APPROVED,
        **dict.fromkeys(
            [("rejected", before) for before, after in NEXT.items() if after],
            ProposalStatus.REJECTED,
        ),
    }
    to = steps.get((decision.outcome, ProposalStatus(status)))
    if to:
        words = decision.reasons[0].words
        moving.move_proposal(proposal_id=proposal_id, to=to, by=POLICY, reason=words, now=now)


def _spelled(decision: policy.Decision) -> str:
    return canonical(decision.to_json(), field="result")
