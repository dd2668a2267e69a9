"""What is said about a proposal. Whether the policy is content is asked elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from devcraft.models import Person
from devcraft.refusing import Refused, conflict
from runtime_memory import chain, moments
from runtime_memory.canonical import (
    MOST_NOTE,
    Json,
    choice,
    object_text,
    optional,
    text,
    whole,
)
from runtime_memory.models import (
    Approval,
    ApprovalType,
    Decision,
    DeployOutcome,
    DeployStatus,
    Proposal,
    ProposalStatus,
    Validation,
    Verdict,
)
from runtime_memory.recording.parents import native_proposal


@transaction.atomic
def record_validation(
    *,
    proposal_id: str,
    validator: str,
    build_pass: bool,
    lint_pass: bool,
    test_pass: bool,
    policy_pass: bool,
    details: Json = None,
    validator_person: Person | None = None,
    now: datetime,
) -> Validation:
    """What VALIDATOR found about the present content. Raises Refused."""
    validator = text(validator, field="validator")
    details_json = object_text(details, field="details_json")
    proposal = _in_state(proposal_id, ProposalStatus.DRAFTED, ProposalStatus.VALIDATED)
    row = Validation.objects.create(
        proposal=proposal,
        validator=validator,
        build_pass=int(build_pass),
        lint_pass=int(lint_pass),
        test_pass=int(test_pass),
        policy_pass=int(policy_pass),
        details_json=details_json,
        validated_at=moments.cut(now),
        content_digest=proposal.content_digest,
        validator_person=validator_person,
    )
    chain.record(kind="validation.recorded", subject=row, now=now, proposal=proposal.pk)
    return row


@transaction.atomic
def record_approval(
    *,
    proposal_id: str,
    approver: str,
    approval_type: str,
    decision: str,
    approver_person: Person | None = None,
    approver_groups: Iterable[str] = (),
    notes: str | None = None,
    alone: bool = False,
    now: datetime,
) -> Approval:
    """A verdict on the present content; every type but policy needs a person.

    APPROVER_GROUPS are the types that the person may give. ALONE lets the proposer approve;
    whether nobody else could is the caller's to know. Raises Refused.
    """
    fields = {
        "approver": text(approver, field="approver"),
        "approval_type": choice(approval_type, ApprovalType.values, field="approval_type"),
        "decision": choice(decision, Verdict.values, field="decision"),
        "notes": optional(notes, field="notes", most=MOST_NOTE),
    }
    proposal = _in_state(proposal_id, ProposalStatus.VALIDATED, ProposalStatus.APPROVED)
    own = _four_eyes(proposal, approver_person, fields, alone=alone)
    row = Approval(
        proposal=proposal,
        decided_at=moments.cut(now),
        content_digest=proposal.content_digest,
        approver_person=approver_person,
        approver_groups=",".join(approver_groups) or None,
        decided_alone=int(own),
        **fields,
    )
    _refuse_twice(row)
    row.save(force_insert=True)
    chain.record(kind="approval.recorded", subject=row, now=now, proposal=proposal.pk)
    return row


def _four_eyes(
    proposal: Proposal, person: Person | None, fields: dict[str, str | None], *, alone: bool
) -> bool:
    """Whether PERSON approves what they proposed; Refused unless that is for want of others."""
    if fields["approval_type"] == ApprovalType.POLICY:
        if person is not None:
            raise Refused("approver", "of a policy approval is no person")
        return False
    if person is None:
        raise Refused("approver", f"of a {fields['approval_type']} approval must be a person")
    own = person.pk == proposal.proposer_person_id and fields["decision"] == Verdict.APPROVED
    if own and not alone:
        raise Refused("approver", "proposed this, and nobody approves what they proposed")
    return own


def _refuse_twice(row: Approval) -> None:
    same = Approval.objects.filter(
        proposal=row.proposal,
        content_digest=row.content_digest,
        approval_type=row.approval_type,
        approver_person=row.approver_person,
        decision=row.decision,
    )
    if row.approver_person is not None and same.exists():
        raise conflict("approver", "has said so already")


@transaction.atomic
def record_deploy(
    *,
    proposal_id: str,
    deployment_target: str,
    status: str,
    deployment_id: str | None = None,
    summary: str | None = None,
    metrics: Json = None,
    now: datetime,
) -> DeployOutcome:
    """What became of a deployment of an approved proposal. Raises Refused."""
    fields = {
        "deployment_target": text(deployment_target, field="deployment_target"),
        "status": choice(status, DeployStatus.values, field="status"),
        "deployment_id": optional(deployment_id, field="deployment_id"),
        "summary": optional(summary, field="summary", most=MOST_NOTE),
        "metrics_json": object_text(metrics, field="metrics_json"),
    }
    proposal = _in_state(proposal_id, ProposalStatus.APPROVED, ProposalStatus.PROMOTED)
    row = DeployOutcome.objects.create(proposal=proposal, deployed_at=moments.cut(now), **fields)
    chain.record(kind="deploy.recorded", subject=row, now=now, proposal=proposal.pk)
    return row


@transaction.atomic
def record_decision(
    *,
    proposal_id: str,
    question: str,
    is_allowed: bool,
    given: Json,
    result: Json,
    policy_digest: str,
    code_version: str,
    content_digest: str,
    needs: Mapping[str, int] | None = None,
    now: datetime,
) -> Decision:
    """One evaluation of the policy, with all that it was computed from. Raises Refused.

    NEEDS say how many approvals of each type, and how many `people`; None without a rule.
    """
    row = Decision(
        question=text(question, field="question"),
        is_allowed=is_allowed,
        input_json=object_text(given, field="input_json"),
        result_json=object_text(result, field="result_json"),
        policy_digest=text(policy_digest, field="policy_digest"),
        code_version=text(code_version, field="code_version"),
        content_digest=text(content_digest, field="content_digest"),
        decided_at=moments.cut(now),
    )
    if needs is not None:
        for name in (*ApprovalType.values, "people"):
            setattr(row, f"needs_{name}", whole(needs.get(name, 0), field=f"needs_{name}"))
    row.proposal = native_proposal(proposal_id)
    row.save(force_insert=True)
    chain.record(kind="decision.recorded", subject=row, now=now, proposal=row.proposal_id)
    return row


def _in_state(proposal_id: str, *statuses: str) -> Proposal:
    proposal = native_proposal(proposal_id)
    if proposal.status not in statuses:
        raise conflict("proposal_id", f"must name a proposal that is {' or '.join(statuses)}")
    return proposal
