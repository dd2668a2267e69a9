"""What the policy says, in the few words that a list or a heading has room for."""

from __future__ import annotations

from runtime_memory.models import Proposal, ProposalStatus, ProposalType
from runtime_memory.policy import Decision


def still_needed(proposal: Proposal, verdict: Decision | None) -> str:
    """The first thing that is missing, or the step that may be taken."""
    if proposal.import_batch_id is not None:
        return "Imported; nothing is decided about it"
    if verdict is None or proposal.status in (ProposalStatus.PROMOTED, ProposalStatus.REJECTED):
        return ""
    if verdict.outcome == "approved":
        return ready(proposal)
    return next((reason.words for reason in verdict.reasons), "")


def ready(proposal: Proposal) -> str:
    if proposal.status != ProposalStatus.APPROVED:
        return "Everything is there: let the policy look again"
    if proposal.proposal_type == ProposalType.CODE_PATCH:
        return "Approved: waits for its deployment"
    return "Approved: may be published"
