"""What was said about a proposal: validations, approvals, outcomes, decisions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from devcraft.models import Person
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
from runtime_memory.models.skills import Proposal

PASSES = ["build_pass", "lint_pass", "test_pass", "policy_pass"]


class ApprovalType(models.TextChoices):
    POLICY = "policy", "Policy"
    HUMAN = "human", "Human"
    SECURITY = "security", "Security"
    OPS = "ops", "Operations"


class Verdict(models.TextChoices):
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"


class DeployStatus(models.TextChoices):
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"
    ROLLED_BACK = "rolled_back", "Rolled back"


class Validation(models.Model):
    """What a validator found; four passes of 0 or 1, about the content of one digest."""

    id = models.TextField(primary_key=True, default=new_id, editable=False)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, related_name="validations", db_index=False
    )
    validator = models.TextField()
    build_pass = models.IntegerField(db_default=0)
    lint_pass = models.IntegerField(db_default=0)
    test_pass = models.IntegerField(db_default=0)
    policy_pass = models.IntegerField(db_default=0)
    details_json = models.TextField(db_default="{}")
    validated_at = MomentField()
    content_digest = models.TextField(db_default="", editable=False)
    validator_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="memory_validations"
    )
    import_batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, editable=False, related_name="validations"
    )
    sequence = Sequence()

    class Meta:
        db_table = "validation_results"
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__in": [0, 1] for name in PASSES}),
                name="validation_results_passes_are_0_or_1",
            ),
            well_formed("validation_results", "validated_at"),
            valid_json("validation_results", "details_json"),
            without_nul("validation_results", "id", "validator", "details_json", "content_digest"),
        ]
        indexes = [
            models.Index(fields=["proposal", "sequence"], name="validations_by_proposal"),
            models.Index(fields=["sequence"], name="validations_by_sequence"),
        ]

    def __str__(self) -> str:
        return f"validation {self.id}"

    @property
    def is_passed(self) -> bool:
        return all(getattr(self, name) for name in PASSES)


class Approval(models.Model):
    """A verdict on the content of one digest. A `policy` one counts as no person.

    `decided_alone` is 1 when the proposer approved for want of anybody else.
    """

    id = models.TextField(primary_key=True, default=new_id, editable=False)
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="approvals", db_index=False)
    approver = models.TextField()
    approval_type = models.TextField(choices=ApprovalType)
    decision = models.TextField(choices=Verdict)
    notes = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 2 says null
    decided_at = MomentField()
    content_digest = models.TextField(db_default="", editable=False)
    approver_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="memory_approvals"
    )
    approver_groups = models.TextField(  # noqa: DJ001 -- null: not known then
        null=True, editable=False, help_text="The approval types they could give, by commas."
    )
    decided_alone = models.IntegerField(db_default=0, editable=False)
    import_batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, editable=False, related_name="approvals"
    )
    sequence = Sequence()

    class Meta:
        db_table = "approvals"
        constraints = [
            one_of("approvals", "approval_type", ApprovalType.values),
            one_of("approvals", "decision", Verdict.values),
            well_formed("approvals", "decided_at"),
            without_nul("approvals", "id", "approver", "notes", "content_digest"),
            models.CheckConstraint(
                condition=Q(decided_alone__in=[0, 1]), name="approvals_alone_is_0_or_1"
            ),
            models.CheckConstraint(
                condition=Q(import_batch__isnull=False)
                | Q(approval_type="policy", approver_person=None, decided_alone=0)
                | (~Q(approval_type="policy") & Q(approver_person__isnull=False)),
                name="approvals_by_a_person_unless_policy",
                violation_error_message="An approval other than policy needs a person.",
            ),
            models.UniqueConstraint(
                fields=[
                    "proposal",
                    "content_digest",
                    "approval_type",
                    "approver_person",
                    "decision",
                ],
                name="approvals_given_once",
            ),
        ]
        indexes = [
            models.Index(fields=["proposal", "sequence"], name="approvals_by_proposal"),
            models.Index(fields=["sequence"], name="approvals_by_sequence"),
        ]

    def __str__(self) -> str:
        return f"{self.approval_type} {self.decision} {self.id}"


class DeployOutcome(models.Model):
    """What became of a deployment of an approved proposal."""

    id = models.TextField(primary_key=True, default=new_id, editable=False)
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="deploys", db_index=False)
    deployment_target = models.TextField()
    deployment_id = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 2 says null
    status = models.TextField(choices=DeployStatus)
    summary = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 2 says null
    metrics_json = models.TextField(db_default="{}")
    deployed_at = MomentField()
    import_batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, editable=False, related_name="deploys"
    )
    sequence = Sequence()

    class Meta:
        db_table = "deploy_outcomes"
        constraints = [
            one_of("deploy_outcomes", "status", DeployStatus.values),
            well_formed("deploy_outcomes", "deployed_at"),
            valid_json("deploy_outcomes", "metrics_json"),
            without_nul(
                "deploy_outcomes",
                "id",
                "deployment_target",
                "deployment_id",
                "summary",
                "metrics_json",
            ),
        ]
        indexes = [
            models.Index(fields=["proposal", "sequence"], name="deploys_by_proposal"),
            models.Index(fields=["sequence"], name="deploys_by_sequence"),
        ]

    def __str__(self) -> str:
        return f"{self.status} on {self.deployment_target}"


class Decision(models.Model):
    """One evaluation of the policy: what was asked, on what input, under which rules.

    `input_json` and `result_json` are canonical; the result follows from the input and
    the rules alone, so that it can be replayed to the byte. The needs are what the rule
    asks for: approvals by type, and distinct people.
    """

    id = models.TextField(primary_key=True, default=new_id, editable=False)
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="decisions", db_index=False)
    question = models.TextField()
    is_allowed = models.BooleanField()
    input_json = models.TextField()
    result_json = models.TextField()
    policy_digest = models.TextField()
    code_version = models.TextField()
    content_digest = models.TextField(null=True)  # noqa: DJ001 -- null: not known then
    needs_policy = models.IntegerField(null=True)
    needs_human = models.IntegerField(null=True)
    needs_security = models.IntegerField(null=True)
    needs_ops = models.IntegerField(null=True)
    needs_people = models.IntegerField(null=True)
    decided_at = MomentField()
    sequence = Sequence()

    class Meta:
        constraints = [
            well_formed("decision", "decided_at"),
            valid_json("decision", "input_json", "result_json"),
            without_nul("decision", "id", "question", "policy_digest", "code_version"),
        ]
        indexes = [
            models.Index(fields=["proposal", "sequence"], name="decisions_by_proposal"),
            models.Index(fields=["sequence"], name="decisions_by_sequence"),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.id}"
