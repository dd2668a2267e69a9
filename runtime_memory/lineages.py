"""Skill, proposals, validations, approvals, outcomes: the whole tree from any part of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from runtime_memory.models import Approval, Decision, DeployOutcome, Proposal, Skill, Validation
from runtime_memory.past import knowing
from runtime_memory.past.then import Then


@dataclass(frozen=True)
class Lineage:
    """All children of one proposal, in the order in which they were recorded."""

    proposal: Proposal
    validations: list[Validation] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    deploys: list[DeployOutcome] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """Stages that have left nothing."""
        stages = {
            "validation": self.validations,
            "approval": self.approvals,
            "deploy outcome": self.deploys,
        }
        return [name for name, rows in stages.items() if not rows]


@dataclass(frozen=True)
class SkillLineage:
    skill: Skill
    proposals: list[Lineage]


def lineage(key: str) -> SkillLineage | None:
    """The whole tree around KEY: the id of a skill, proposal, validation, approval or
    deploy outcome. None when KEY is none of these."""
    skill = _skill_of(key)
    if skill is None:
        return None
    proposals = (
        Proposal.objects.timed().filter(skill=skill).order_by("created_at", "sequence", "id")
    )
    return SkillLineage(skill, lineages(proposals.select_related("skill")))


def proposal_lineage(proposal_id: str) -> Lineage | None:
    """All children of one proposal; None when there is no such proposal."""
    proposal = Proposal.objects.timed().filter(pk=proposal_id).select_related("skill")
    return next(iter(lineages(proposal)), None)


def _skill_of(key: str) -> Skill | None:
    of_child = Q()
    for child in ("validations", "approvals", "deploys"):
        of_child |= Q(pk__in=Proposal.objects.filter(**{child: key}).values("skill"))
    own = Q(pk=key) | Q(pk__in=Proposal.objects.filter(pk=key).values("skill"))
    return Skill.objects.filter(own | of_child).first()


def proposal_counts(skills: Iterable[Skill]) -> QuerySet[Proposal, tuple[str, str, int]]:
    """Skill id, status and how many, for all proposals of SKILLS."""
    rows = Proposal.objects.filter(skill__in=list(skills)).order_by("skill", "status")
    return (
        rows.values_list("skill")
        .annotate(state=F("status"), count=Count("pk"))
        .values_list("skill", "state", "count")
    )


def lineages(
    proposals: Iterable[Proposal], *, decisions: bool = True, then: Then | None = None
) -> list[Lineage]:
    """Each of PROPOSALS with all its children, in four queries; or those known THEN. Without
    DECISIONS, and THEN, three."""
    trees = {row.pk: Lineage(row) for row in proposals}
    parts: list[tuple[str, Any]] = [
        ("validations", Validation),
        ("approvals", Approval),
        ("deploys", DeployOutcome),
    ]
    if then is None and decisions:
        parts.append(("decisions", Decision))
    for name, model in parts:
        rows = model.objects.filter(proposal__in=list(trees)).order_by("sequence", "id")
        for row in rows if then is None else knowing.happened(rows, then):
            getattr(trees[row.proposal_id], name).append(row)
    return list(trees.values())
