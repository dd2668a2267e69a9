"""The facts of proposals, read from their rows: what a decision is computed from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from runtime_memory import approvers, moments, policy_facts
from runtime_memory.chain import subject_name
from runtime_memory.lineages import Lineage
from runtime_memory.models import Approval, ChainEntry, Proposal, Validation

WRITTEN = ("proposal.drafted", "proposal.revised")


def facts_of(lineages: Iterable[Lineage], *, now: datetime) -> dict[str, policy_facts.Facts]:
    """By proposal id, all that a decision at NOW looks at; in three queries."""
    trees = list(lineages)
    content_at = _content_moments([tree.proposal for tree in trees])
    people, is_armed = approvers.active_people(), approvers.is_armed()
    return {
        tree.proposal.pk: policy_facts.Facts(
            proposal=_proposal(tree.proposal, content_at.get(tree.proposal.pk)),
            validations=tuple(_validation(row) for row in tree.validations),
            approvals=tuple(_approval(row) for row in tree.approvals),
            active_approvers=people,
            is_four_eyes_armed=is_armed or people > 1,
            now=moments.written(now),
        )
        for tree in trees
    }


def _content_moments(proposals: list[Proposal]) -> dict[str, datetime]:
    """When the present content of each was written, by the chain."""
    table = Proposal._meta.db_table
    subjects = {subject_name(table, row.pk): row.pk for row in proposals}
    lines = ChainEntry.objects.filter(subject__in=list(subjects), kind__in=WRITTEN)
    return {
        subjects[subject]: at for subject, at in lines.order_by("seq").values_list("subject", "at")
    }


def _proposal(row: Proposal, content_at: datetime | None) -> policy_facts.Proposal:
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
        content_at=moments.written(content_at or row.created_at),
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
