"""Learned skills and the proposals to turn them into logic (document 2)."""

from __future__ import annotations

from typing import Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat

from devcraft.models import Person, User
from devcraft.models.owning import owned_or_shared
from runtime_memory import groups
from runtime_memory.columns import (
    MomentField,
    Sequence,
    new_id,
    one_of,
    valid_json,
    well_formed,
    without_nul,
)
from runtime_memory.models.batches import ImportBatch
from runtime_memory.models.chain import ChainEntry


class SourceType(models.TextChoices):
    CONVERSATION = "conversation", "Conversation"
    DOC = "doc", "Document"
    EXTERNAL = "external", "External"


class SkillState(models.TextChoices):
    ACTIVE = "active", "Active"
    DEPRECATED = "deprecated", "Deprecated"


class ProposalType(models.TextChoices):
    CODE_PATCH = "code_patch", "Code patch"
    CONFIG_CHANGE = "config_change", "Config change"
    POLICY_CHANGE = "policy_change", "Policy change"


class RiskLevel(models.TextChoices):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"
    CRITICAL = "critical", "Critical"


class ProposalStatus(models.TextChoices):
    DRAFTED = "drafted", "Drafted"
    VALIDATED = "validated", "Validated"
    REJECTED = "rejected", "Rejected"
    APPROVED = "approved", "Approved"
    PROMOTED = "promoted", "Promoted"


class SkillQuerySet(models.QuerySet["Skill"]):
    def visible_to(self, user: User) -> Self:
        """Own and shared ones; to approvers also those of which something is proposed."""
        seen = owned_or_shared(user)
        if groups.holds_any(user):
            seen |= Q(Exists(Proposal.objects.filter(skill=OuterRef("pk"))))
        return self.filter(seen)


class Skill(models.Model):
    """Something learned. Only its state may change, from active to deprecated."""

    id = models.TextField(primary_key=True, default=new_id, editable=False)
    skill_key = models.TextField()
    description = models.TextField()
    source_type = models.TextField(choices=SourceType)
    source_ref = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 2 says null
    confidence = models.FloatField()
    learned_at = MomentField()
    state = models.TextField(choices=SkillState, db_default=SkillState.ACTIVE)
    metadata_json = models.TextField(db_default="{}")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="skills",
        help_text="Empty: shared with everyone signed in.",
    )
    import_batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, editable=False, related_name="skills"
    )
    sequence = Sequence()

    objects = SkillQuerySet.as_manager()

    class Meta:
        db_table = "skills_learned"
        constraints = [
            models.UniqueConstraint(
                fields=["skill_key", "learned_at"], name="skills_learned_once_per_moment"
            ),
            one_of("skills_learned", "source_type", SourceType.values),
            one_of("skills_learned", "state", SkillState.values),
            well_formed("skills_learned", "learned_at"),
            valid_json("skills_learned", "metadata_json"),
            without_nul(
                "skills_learned", "id", "skill_key", "description", "source_ref", "metadata_json"
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1),
                name="skills_learned_confidence_in_range",
                violation_error_message="Confidence must be between 0 and 1.",
            ),
        ]
        indexes = [
            models.Index(fields=["skill_key", "state"], name="idx_skills_key_state"),
            models.Index(fields=["learned_at", "id"], name="skills_by_moment"),
            models.Index(fields=["owner", "learned_at", "id"], name="skills_by_owner"),
            models.Index(fields=["sequence"], name="skills_by_sequence"),
        ]

    def __str__(self) -> str:
        return self.skill_key

    @property
    def is_evidence(self) -> bool:
        return self.import_batch_id is not None


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User) -> Self:
        """Those of own and shared skills; to approvers all."""
        if groups.holds_any(user):
            return self
        return self.filter(owned_or_shared(user, "skill"))

    def counted(self) -> Self:
        """Each with `decision_count`: how many records of the policy there are."""
        decisions = apps.get_model("runtime_memory", "Decision").objects
        mine = decisions.filter(proposal=OuterRef("pk")).order_by().values("proposal")
        return self.annotate(decision_count=Subquery(mine.values(count=Count("pk"))))

    def timed(self) -> Self:
        """Each with `content_at`: when its present content was written, by the chain."""
        lines = ChainEntry.objects.filter(
            subject=Concat(Value("skill_to_logic_proposals/"), OuterRef("pk")),
            kind__in=["proposal.drafted", "proposal.revised"],
        )
        return self.annotate(content_at=Subquery(lines.order_by("-seq").values("at")[:1]))


class Proposal(models.Model):
    """A wish to make a skill into logic. Its status moves by the rules of `0002_guards`.

    `content_digest` is the SHA-256 of what is proposed; validations and approvals speak
    of one digest. `proposer_person` is the human behind `proposed_by`, if there is one.
    """

    id = models.TextField(primary_key=True, default=new_id, editable=False)
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="proposals", db_index=False)
    proposed_by = models.TextField()
    proposal_type = models.TextField(choices=ProposalType)
    proposal_json = models.TextField()
    determinism_score = models.FloatField(null=True, blank=True)
    risk_level = models.TextField(choices=RiskLevel)
    status = models.TextField(choices=ProposalStatus)
    created_at = MomentField()
    updated_at = MomentField()
    content_digest = models.TextField(db_default="", editable=False)
    proposer_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="memory_proposals"
    )
    import_batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, editable=False, related_name="proposals"
    )
    sequence = Sequence()

    objects = ProposalQuerySet.as_manager()

    class Meta:
        db_table = "skill_to_logic_proposals"
        constraints = [
            one_of("skill_to_logic_proposals", "proposal_type", ProposalType.values),
            one_of("skill_to_logic_proposals", "risk_level", RiskLevel.values),
            one_of("skill_to_logic_proposals", "status", ProposalStatus.values),
            well_formed("skill_to_logic_proposals", "created_at", "updated_at"),
            valid_json("skill_to_logic_proposals", "proposal_json"),
            without_nul(
                "skill_to_logic_proposals", "id", "proposed_by", "proposal_json", "content_digest"
            ),
            models.CheckConstraint(
                condition=Q(determinism_score=None)
                | Q(determinism_score__gte=0, determinism_score__lte=1),
                name="skill_to_logic_proposals_determinism_in_range",
                violation_error_message="Determinism score must be between 0 and 1.",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "risk_level"], name="idx_proposals_status_risk"),
            models.Index(fields=["skill", "sequence"], name="proposals_by_skill"),
            models.Index(fields=["created_at", "id"], name="proposals_by_moment"),
            models.Index(fields=["sequence"], name="proposals_by_sequence"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_type} {self.id}"

    @property
    def is_evidence(self) -> bool:
        return self.import_batch_id is not None
