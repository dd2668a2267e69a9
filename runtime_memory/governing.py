"""Governed acts: each says its word, asks the policy, and takes the step that follows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from devcraft.models import User
from devcraft.refusing import Kind, Refused, conflict
from runtime_memory import approvers, denials, groups, judging, policy, publishing
from runtime_memory.models import (
    Approval,
    DeployOutcome,
    DeployStatus,
    Proposal,
    ProposalStatus,
    ProposalType,
    Validation,
)
from runtime_memory.recording import governance, moving
from runtime_memory.recording.parents import native_proposal


def validate(*, proposal_id: str, now: datetime, **found: Any) -> Validation:
    """Record a validation and let the policy look again. FOUND as in `record_validation`."""
    with transaction.atomic():
        row = governance.record_validation(proposal_id=proposal_id, now=now, **found)
        judging.judge(proposal_id, now=now)
    return row


def decide(
    *,
    proposal_id: str,
    user: User,
    approval_type: str,
    decision: str,
    content_digest: str,
    notes: str = "",
    now: datetime,
) -> Approval:
    """USER's verdict on the content they have read, whose digest is CONTENT_DIGEST.

    A refusal is put on record before it is raised. Raises Refused.
    """
    told = {"by": user.username, "person": user.person_id, "type": approval_type}
    with denials.recorded("approval.refused", proposal_id, now=now, **told), transaction.atomic():
        proposal = native_proposal(proposal_id)
        types = groups.types_of(user)
        if approval_type not in types:
            rule = f"may not give a {approval_type} approval: {user.username} is not in the group"
            raise Refused("approver", rule, Kind.FORBIDDEN)
        if content_digest != proposal.content_digest:
            raise conflict("content", "has changed since you read it; read it again")
        row = governance.record_approval(
            proposal_id=proposal_id,
            approver=user.username,
            approval_type=approval_type,
            decision=decision,
            approver_person=user.person,
            approver_groups=types,
            notes=notes or None,
            alone=not approvers.arm_if_due(now=now),
            now=now,
        )
        judging.judge(proposal_id, now=now)
    return row


def deploy(
    *, proposal_id: str, deployment_target: str, status: str, by: str, now: datetime, **found: Any
) -> DeployOutcome:
    """Record an outcome. The first success of an approved proposal promotes it, and publishes
    what a config_change or policy_change asks for; a rollback publishes what was before.

    Raises Refused.
    """
    told = {"by": by, "status": status}
    with denials.recorded("deploy.refused", proposal_id, now=now, **told), transaction.atomic():
        proposal = native_proposal(proposal_id)
        is_promotion = status == DeployStatus.SUCCEEDED
        if is_promotion and proposal.status != ProposalStatus.PROMOTED:
            return _promote(proposal, deployment_target, by=by, now=now, **found)
        if status == DeployStatus.ROLLED_BACK:
            _take_back(proposal, by, now)
        return governance.record_deploy(
            proposal_id=proposal_id,
            deployment_target=deployment_target,
            status=status,
            now=now,
            **found,
        )


def promote(*, proposal_id: str, by: str, now: datetime) -> DeployOutcome:
    """Publish what an approved config_change or policy_change asks for. Raises Refused."""
    proposal = Proposal.objects.filter(pk=proposal_id).first()
    if proposal is not None and proposal.proposal_type == ProposalType.CODE_PATCH:
        raise conflict("proposal_id", "names a code_patch, which is promoted by its deployment")
    return deploy(
        proposal_id=proposal_id,
        deployment_target="runtime-memory",
        status=DeployStatus.SUCCEEDED,
        by=by,
        now=now,
    )


def _promote(
    proposal: Proposal, target: str, *, by: str, now: datetime, **found: Any
) -> DeployOutcome:
    verdict = judging.judge(proposal.pk, now=now)
    if verdict.outcome != "approved":
        raise conflict("proposal_id", f"names a proposal that waits: {_why(verdict)}")
    proposal.refresh_from_db()
    published = publishing.publish(proposal, by=by, now=now)
    if published is not None:
        found = {"deployment_id": published.pk, "summary": f"Published {published}"} | found
    row = governance.record_deploy(
        proposal_id=proposal.pk,
        deployment_target=target,
        status=DeployStatus.SUCCEEDED,
        now=now,
        **found,
    )
    moving.move_proposal(
        proposal_id=proposal.pk, to=ProposalStatus.PROMOTED, by=by, reason=target, now=now
    )
    return row


def _why(verdict: policy.Decision) -> str:
    words = " ".join(reason.words for reason in verdict.reasons)
    return words.rstrip(".")


def _take_back(proposal: Proposal, by: str, now: datetime) -> None:
    if proposal.status != ProposalStatus.PROMOTED:
        raise conflict("status", "cannot be rolled_back before the proposal is promoted")
    publishing.take_back(proposal, by=by, now=now)
