"""Gives a proposal its next status."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from devcraft.refusing import conflict
from runtime_memory import chain, moments
from runtime_memory.canonical import MOST_NOTE, choice, text
from runtime_memory.models import Proposal, ProposalStatus
from runtime_memory.recording.parents import native_proposal
from runtime_memory.stages import NEXT


@transaction.atomic
def move_proposal(
    *, proposal_id: str, to: str, by: str, reason: str = "", now: datetime
) -> Proposal:
    """Give a proposal its next status. Raises Refused when the rules of the database say no.

    Whether the policy allows it is asked before.
    """
    to = choice(to, ProposalStatus.values, field="status")
    facts = {
        "by": text(by, field="by"),
        "reason": text(reason, field="reason", most=MOST_NOTE, empty=True),
    }
    proposal = native_proposal(proposal_id)
    before = proposal.status
    if to not in NEXT[before]:
        raise conflict("status", f"cannot become {to} from {before}")
    proposal.status = to
    proposal.updated_at = moments.cut(now)
    try:
        with transaction.atomic():
            proposal.save(update_fields=["status", "updated_at"])
    except IntegrityError as error:
        raise conflict("status", f"cannot become {to} without proof for this content") from error
    chain.append(
        kind=f"proposal.{to}",
        subject=proposal,
        now=now,
        status=to,
        was=before,
        content=proposal.content_digest,
        **facts,
    )
    return proposal
