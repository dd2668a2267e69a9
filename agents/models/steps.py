"""Steps of a run: its tree of model requests, tool calls and agents within."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from agents.models.runs import Run, RunStatus
from devcraft.constraints import one_of


class Tier(models.TextChoices):
    """Which of a config's adaptive models answered."""

    CHEAP = "cheap", "Cheap"
    STANDARD = "standard", "Standard"
    REASONING = "reasoning", "Reasoning"


class StepKind(models.TextChoices):
    MODEL = "model", "Model request"
    TOOL = "tool", "Tool call"
    AGENT = "agent", "Agent"
    OTHER = "other", "Other"


class RunStep(models.Model):
    """A node of a run's tree: a model request, a tool call, an agent within.

    `parent_span_id` names a parent that may not have come yet; then `parent` is empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="steps")
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children"
    )
    number = models.PositiveIntegerField()
    kind = models.TextField(choices=StepKind)
    name = models.TextField(default="", blank=True)
    status = models.TextField(choices=RunStatus, default=RunStatus.COMPLETED)
    trace_id = models.CharField(max_length=32, default="", blank=True)
    span_id = models.CharField(max_length=16, default="", blank=True)
    parent_span_id = models.CharField(max_length=16, default="", db_default="", blank=True)
    model = models.TextField(default="", blank=True)
    finish_reason = models.TextField(default="", blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    duration_ms = models.BigIntegerField(default=0)
    payload = models.JSONField(null=True, blank=True)
    tier = models.TextField(choices=Tier, default="", blank=True)
    request_digest = models.CharField(max_length=64, default="", blank=True)
    error = models.TextField(default="", blank=True)

    class Meta:
        db_table = "run_steps"
        constraints = [
            models.CheckConstraint(
                condition=one_of("kind", StepKind.values),
                name="run_steps_kind_known",
                violation_error_message="Kind must be a known one.",
            ),
            models.CheckConstraint(
                condition=one_of("status", RunStatus.values),
                name="run_steps_status_known",
                violation_error_message="Status must be a known one.",
            ),
            models.CheckConstraint(
                condition=Q(tier="") | Q(tier__in=Tier.values),
                name="run_steps_tier_known",
                violation_error_message="Tier must be cheap, standard or reasoning.",
            ),
            models.UniqueConstraint(fields=["run", "number"], name="run_steps_numbered_once"),
            models.UniqueConstraint(
                fields=["run", "span_id"],
                condition=~Q(span_id=""),
                name="run_steps_span_once",
                violation_error_message="This span is already a step of the run.",
            ),
        ]
        indexes = [
            # Spans that came before their parent, once it is there.
            models.Index(
                fields=["run", "parent_span_id"],
                condition=Q(parent=None) & ~Q(parent_span_id=""),
                name="run_steps_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name or self.number}"
