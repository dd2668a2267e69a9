"""The facts of proposals, read from their rows: what a decision is computed from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from runtime_memory import moments, policy_facts
from runtime_memory.lineages import Lineage
from runtime_memory.models import Approval, Validation
from runtime_memory.standing import Standing


def facts_of(
    lineages: Iterable[Lineage], held: Standing, *, now: datetime
) -> dict[str, policy_facts.Facts]:
    """By id of each proposal, which is `timed`, all that a decision at NOW looks at."""
    return {
        tree.proposal.pk: policy_facts.Facts(
            proposal=_proposal(tree.proposal),
            validations=tuple(_validation(row) for row in tree.validations),
            approvals=tuple(_approval(row) for row in tree.approvals),
            active_approvers=held.people,
            is_four_eyes_armed=held.is_armed or held.people > 1,
            now=moments.written(now),
        )
        for tree in lineages
    }


def _proposal(row: Any) -> policy_facts.Proposal:
    score = row.determinism_score
    return policy_facts.Proposal(
        id=row.pk,
        type=row.proposal_type,
        risk=row.risk_level,
        status=row.status,
        digest=row.content_digest,
        determinism=None if score is None else policy_facts.digits(score),
        proposer=row.proposed_by,
        proposer_person=row.proposer_person_id,
        created_at=moments.written(row.created_at),
        content_at=moments.written(row.content_at or row.created_at),
    )


def _validation(row: Validation) -> policy_facts.Validation:
    return policy_facts.Validation(
        id=row.pk,
        digest=row.content_digest or "none",
        build=bool(row.build_pass),
        lint=bool(row.lint_pass),
        test=bool(row.test_pass),
        policy=bool(row.policy_pass),
        at=moments.written(row.validated_at),
    )


def _approval(row: Approval) -> policy_facts.Approval:
    return policy_facts.Approval(
        id=row.pk,
        type=row.approval_type,
        decision=row.decision,
        digest=row.content_digest or "none",
        person=row.approver_person_id,
        groups=tuple((row.approver_groups or "").split(",")) if row.approver_groups else (),
        at=moments.written(row.decided_at),
    )
