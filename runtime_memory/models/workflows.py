"""Workflow runs, their steps and events (document 2)."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from devcraft.models import User
from devcraft.models.owning import owned_or_shared
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
from runtime_memory.models.sessions import Session


class TriggerSource(models.TextChoices):
    CRON = "cron", "Cron"
    MANUAL = "manual", "Manual"
    API = "api", "API"
    AGENT = "agent", "Agent"


class WorkflowStatus(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    FAILED = "failed", "Failed"
    SUCCEEDED = "succeeded", "Succeeded"
    ABORTED = "aborted", "Aborted"


class EventType(models.TextChoices):
    INFO = "info", "Info"
    WARN = "warn", "Warning"
    ERROR = "error", "Error"
    POLICY = "policy", "Policy"
    APPROVAL = "approval", "Approval"


class EventLevel(models.TextChoices):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"
    CRITICAL = "critical", "Critical"


OPEN = [WorkflowStatus.QUEUED, WorkflowStatus.RUNNING]


def finished_has_moment(table: str) -> models.CheckConstraint:
    """Natively: finished if and only if there is a moment. Evidence may lack either."""
    return models.CheckConstraint(
        condition=Q(import_batch__isnull=False)
        | Q(status__in=OPEN, finished_at=None)
        | (~Q(status__in=OPEN) & Q(finished_at__isnull=False)),
        name=f"{table}_finished_has_moment",
        violation_error_message="What is finished has a moment at which it did.",
    )


class WorkflowRunQuerySet(models.QuerySet["WorkflowRun"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owned_or_shared(user))

    def parts_of(self, user: User) -> list[Self]:
        """What `visible_to` holds in parts that lie in order on an index each."""
        return [self.filter(owner=user), self.filter(owner=None)]


class WorkflowRun(models.Model):
    """One run. With a `session` it is erased together with it."""

    id = models.TextField(primary_key=True, default=new_id, editable=False)
    workflow_name = models.TextField()
    trigger_source = models.TextField(choices=TriggerSource)
    initiated_by = models.TextField()
    status = models.TextField(choices=WorkflowStatus)
    started_at = MomentField()
    finished_at = MomentField(null=True, blank=True)
    context_json = models.TextField(db_default="{}")
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="workflow_runs"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="workflow_runs",
        help_text="Empty: shared with everyone signed in.",
    )
    import_batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, editable=False, related_name="workflow_runs"
    )
    sequence = Sequence()

    objects = WorkflowRunQuerySet.as_manager()

    class Meta:
        db_table = "workflow_runs"
        constraints = [
            one_of("workflow_runs", "trigger_source", TriggerSource.values),
            one_of("workflow_runs", "status", WorkflowStatus.values),
            well_formed("workflow_runs", "started_at", "finished_at"),
            valid_json("workflow_runs", "context_json"),
            without_nul("workflow_runs", "id", "workflow_name", "initiated_by", "context_json"),
            finished_has_moment("workflow_runs"),
        ]
        indexes = [
            models.Index(fields=["status", "started_at"], name="idx_workflow_runs_status"),
            models.Index(fields=["started_at", "id"], name="workflow_runs_by_start"),
            models.Index(fields=["owner", "started_at", "id"], name="workflow_runs_by_owner"),
            models.Index(fields=["sequence"], name="workflow_runs_by_sequence"),
        ]

    def __str__(self) -> str:
        return f"{self.workflow_name} {self.id}"

    @property
    def is_evidence(self) -> bool:
        return self.import_batch_id is not None


class WorkflowStep(models.Model):
    """One step of a run, in order from 0. It ends once."""

    id = models.TextField(primary_key=True, default=new_id, editable=False)
    workflow_run = models.ForeignKey(
        WorkflowRun, models.PROTECT, related_name="steps", db_index=False
    )
    step_index = models.IntegerField()
    step_name = models.TextField()
    status = models.TextField(choices=WorkflowStatus)
    started_at = MomentField()
    finished_at = MomentField(null=True, blank=True)
    details_json = models.TextField(db_default="{}")
    import_batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, editable=False, related_name="workflow_steps"
    )
    sequence = Sequence()

    class Meta:
        db_table = "workflow_steps"
        constraints = [
            models.UniqueConstraint(
                fields=["workflow_run", "step_index"], name="workflow_steps_index_taken_once"
            ),
            one_of("workflow_steps", "status", WorkflowStatus.values),
            well_formed("workflow_steps", "started_at", "finished_at"),
            valid_json("workflow_steps", "details_json"),
            without_nul("workflow_steps", "id", "step_name", "details_json"),
            finished_has_moment("workflow_steps"),
            models.CheckConstraint(
                condition=Q(step_index__gte=0), name="workflow_steps_index_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["sequence"], name="workflow_steps_by_sequence")]

    def __str__(self) -> str:
        return f"{self.workflow_run_id} #{self.step_index} {self.step_name}"


class TaskEvent(models.Model):
    """Something that happened, in a run, in a step of it, or in none."""

    id = models.TextField(primary_key=True, default=new_id, editable=False)
    workflow_run = models.ForeignKey(
        WorkflowRun, models.PROTECT, null=True, blank=True, related_name="events", db_index=False
    )
    step = models.ForeignKey(
        WorkflowStep, models.PROTECT, null=True, blank=True, related_name="events", db_index=False
    )
    event_type = models.TextField(choices=EventType)
    event_level = models.TextField(choices=EventLevel)
    message = models.TextField()
    payload_json = models.TextField(db_default="{}")
    created_at = MomentField()
    import_batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, editable=False, related_name="task_events"
    )
    sequence = Sequence()

    class Meta:
        db_table = "task_events"
        constraints = [
            one_of("task_events", "event_type", EventType.values),
            one_of("task_events", "event_level", EventLevel.values),
            well_formed("task_events", "created_at"),
            valid_json("task_events", "payload_json"),
            without_nul("task_events", "id", "message", "payload_json"),
        ]
        indexes = [
            models.Index(
                fields=["workflow_run", "created_at", "sequence"], name="task_events_by_run"
            ),
            models.Index(fields=["step", "created_at", "sequence"], name="task_events_by_step"),
            models.Index(fields=["sequence"], name="task_events_by_sequence"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.id}"
