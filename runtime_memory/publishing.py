"""What a promotion does: the next version of a profile, or of the rules themselves."""

from __future__ import annotations

from datetime import datetime

from devcraft.refusing import conflict
from runtime_memory import rulebook
from runtime_memory.models import Profile, Proposal
from runtime_memory.policy_matrix import DEFAULT
from runtime_memory.proposed import RULES, Change, change_of
from runtime_memory.recording.profiles import KINDS, publish_profile


def publish(proposal: Proposal, *, by: str, now: datetime) -> Profile | None:
    """The version that PROPOSAL asks for; None for a code_patch. Raises Refused."""
    change = change_of(proposal.proposal_type, proposal.proposal_json)
    if change is None:
        return None
    _publish_built_in(change, now)
    return publish_profile(
        kind=change.target,
        profile_name=change.name,
        content=change.content,
        created_by=by,
        effective_from=change.starts(now),
        rationale=f"Promotion of proposal {proposal.pk}",
        source_ref=source_of(proposal),
        owner=proposal.skill.owner if change.target != "policy" else None,
        now=now,
    )


def take_back(proposal: Proposal, *, by: str, now: datetime) -> Profile | None:
    """The content before PROPOSAL's version, published anew; None for a code_patch.

    Raises Refused when there was none before.
    """
    change = change_of(proposal.proposal_type, proposal.proposal_json)
    if change is None:
        return None
    published, before = _versions(proposal, change)
    if published is None or before is None:
        raise conflict("status", f"cannot be rolled_back: {change.name} had no version before")
    return publish_profile(
        kind=change.target,
        profile_name=change.name,
        content=getattr(before, f"{change.target}_json"),
        created_by=by,
        effective_from=max(now, published.effective_from),
        rationale=f"Rollback of proposal {proposal.pk} to version {before.version}",
        source_ref=source_of(proposal),
        owner=published.owner,
        now=now,
    )


def source_of(proposal: Proposal) -> str:
    return f"proposal:{proposal.pk}"


def _versions(proposal: Proposal, change: Change) -> tuple[Profile | None, Profile | None]:
    """What PROPOSAL published first, and the version that counted before it."""
    named = KINDS[change.target]._default_manager.filter(profile_name=change.name)
    published = named.filter(source_ref=source_of(proposal)).order_by("version").first()
    if published is None:
        return None, None
    earlier = named.filter(version__lt=published.version)
    return published, earlier.order_by("-effective_from", "-version").first()


def _publish_built_in(change: Change, now: datetime) -> None:
    """Before the rules change for the first time, the built-in ones become version 1."""
    if change.target != "policy" or rulebook.has_versions():
        return
    publish_profile(
        kind="policy",
        profile_name=RULES,
        content=DEFAULT.to_json(),
        created_by="devcraft",
        rationale="The rules that Devcraft comes with",
        now=now,
    )
