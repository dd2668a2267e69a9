"""Skills and proposals: learned, retired, proposed, revised."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from devcraft.models import Person, User
from devcraft.refusing import Refused, conflict
from runtime_memory import chain, moments
from runtime_memory.canonical import (
    MOST_NOTE,
    Json,
    choice,
    number,
    object_text,
    optional,
    text,
)
from runtime_memory.digests import content_digest
from runtime_memory.models import (
    Proposal,
    ProposalStatus,
    ProposalType,
    RiskLevel,
    Skill,
    SkillState,
    SourceType,
)
from runtime_memory.proposed import change_of
from runtime_memory.recording.parents import native_proposal, native_skill


@transaction.atomic
def record_skill(
    *,
    skill_key: str,
    description: str,
    source_type: str,
    confidence: float,
    source_ref: str | None = None,
    learned_at: datetime | None = None,
    metadata: Json = None,
    owner: User | None = None,
    now: datetime,
) -> Skill:
    """A newly learned skill; LEARNED_AT is NOW unless it is given. Raises Refused."""
    skill = Skill(
        skill_key=text(skill_key, field="skill_key"),
        description=text(description, field="description", most=MOST_NOTE),
        source_type=choice(source_type, SourceType.values, field="source_type"),
        source_ref=optional(source_ref, field="source_ref"),
        confidence=number(confidence, field="confidence", least=0, most=1),
        learned_at=moments.cut(learned_at or now),
        metadata_json=object_text(metadata, field="metadata_json"),
        owner=owner,
    )
    chain.lock()
    if Skill.objects.filter(skill_key=skill.skill_key, learned_at=skill.learned_at).exists():
        raise conflict("skill_key", "was learned at this very moment already")
    skill.save(force_insert=True)
    chain.record(kind="skill.recorded", subject=skill, now=now)
    return skill


@transaction.atomic
def deprecate_skill(*, skill_id: str, now: datetime) -> Skill:
    """Retire a skill for good. Raises Refused."""
    skill = native_skill(skill_id)
    if skill.state != SkillState.ACTIVE:
        raise conflict("skill_id", "names a skill that is deprecated")
    skill.state = SkillState.DEPRECATED
    skill.save(update_fields=["state"])
    chain.append(kind="skill.deprecated", subject=skill, now=now, state=skill.state)
    return skill


@transaction.atomic
def create_proposal(
    *,
    skill_id: str,
    proposed_by: str,
    proposal_type: str,
    proposal: Json,
    risk_level: str,
    determinism_score: float | None = None,
    proposer_person: Person | None = None,
    now: datetime,
) -> Proposal:
    """A drafted proposal. PROPOSER_PERSON is the human behind PROPOSED_BY. Raises Refused."""
    row = Proposal(
        proposed_by=text(proposed_by, field="proposed_by"),
        proposal_type=choice(proposal_type, ProposalType.values, field="proposal_type"),
        status=ProposalStatus.DRAFTED,
        created_at=moments.cut(now),
        updated_at=moments.cut(now),
        proposer_person=proposer_person,
    )
    _fill(row, proposal, risk_level, determinism_score)
    row.skill = native_skill(skill_id)
    row.save(force_insert=True)
    chain.record(
        kind="proposal.drafted",
        subject=row,
        now=now,
        status=row.status,
        content=row.content_digest,
    )
    return row


@transaction.atomic
def revise_proposal(
    *,
    proposal_id: str,
    proposal: Json,
    risk_level: str,
    determinism_score: float | None = None,
    person: Person | None = None,
    now: datetime,
) -> Proposal:
    """Other content for a proposal that is not approved yet, by the PERSON who proposed it;
    what was said of the old content stays with the old digest. Raises Refused."""
    row = native_proposal(proposal_id)
    if row.proposer_person_id != (person.pk if person else None):
        raise Refused("person", "must be who proposed it: others make a proposal of their own")
    if row.status not in (ProposalStatus.DRAFTED, ProposalStatus.VALIDATED):
        raise conflict("proposal_id", f"names a proposal that is {row.status}")
    before = row.content_digest
    _fill(row, proposal, risk_level, determinism_score)
    if row.content_digest == before:
        return row
    row.updated_at = moments.cut(now)
    row.save(
        update_fields=[
            *("proposal_json", "determinism_score", "risk_level", "content_digest"),
            "updated_at",
        ]
    )
    chain.append(
        kind="proposal.revised",
        subject=row,
        now=now,
        status=row.status,
        content=row.content_digest,
    )
    return row


def _fill(row: Proposal, proposal: Json, risk_level: str, score: float | None) -> None:
    row.proposal_json = object_text(proposal, field="proposal_json")
    change_of(row.proposal_type, row.proposal_json)
    row.risk_level = choice(risk_level, RiskLevel.values, field="risk_level")
    row.determinism_score = (
        None if score is None else number(score, field="determinism_score", least=0, most=1)
    )
    row.content_digest = content_digest(row)
