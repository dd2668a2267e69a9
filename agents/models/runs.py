"""Runs of every origin and their steps: document 3's audit and billing record."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agents.models.agents import Agent
from agents.models.entities import Entity
from devcraft.models import User


class RunStatus(models.TextChoices):
    RUNNING = "running", "Running"
    WAITING_TOOL = "waiting_tool", "Waiting for a tool"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"


class RunOrigin(models.TextChoices):
    OWN = "own", "Our own agent"
    CLAUDE_CODE = "claude_code", "Claude Code"
    OTLP = "otlp", "OpenTelemetry"


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(Q(owner=user) | Q(owner=None))


class Run(models.Model):
    """One think cycle, or one session of a foreign agent.

    Columns up to `completed_at` are document 3's; below stands what the ledger adds.
    Tokens and steps are written together with the facts they count.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="runs")
    agent_entity = models.ForeignKey(Entity, models.PROTECT, related_name="runs")
    status = models.TextField(choices=RunStatus, default=RunStatus.RUNNING)
    cycle_number = models.IntegerField()
    trigger_type = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 3 says null
    trigger_space_id = models.UUIDField(null=True, blank=True)
    trigger_entity_id = models.UUIDField(null=True, blank=True)
    trigger_message_id = models.UUIDField(null=True, blank=True)
    trigger_payload = models.JSONField(null=True, blank=True)
    inbox_event_count = models.IntegerField(default=0)
    step_count = models.IntegerField(default=0)
    prompt_tokens = models.BigIntegerField(default=0)
    completion_tokens = models.BigIntegerField(default=0)
    duration_ms = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(db_default=Now())
    completed_at = models.DateTimeField(null=True, blank=True)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="runs"
    )
    origin = models.TextField(choices=RunOrigin, default=RunOrigin.OWN)
    session = models.TextField(default="", blank=True)
    project = models.TextField(default="", blank=True)
    branch = models.TextField(default="", blank=True)
    error = models.TextField(default="", blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        db_table = "runs"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RunStatus.values),
                name="runs_status_known",
                violation_error_message="Status must be a known one.",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=RunOrigin.values),
                name="runs_origin_known",
                violation_error_message="Origin must be a known one.",
            ),
            models.UniqueConstraint(
                fields=["agent"],
                condition=Q(origin=RunOrigin.OWN, status=RunStatus.RUNNING),
                name="runs_one_open_per_agent",
                violation_error_message="This agent already has a run.",
            ),
            models.UniqueConstraint(
                fields=["owner", "origin", "session"],
                condition=Q(origin=RunOrigin.CLAUDE_CODE),
                name="runs_one_per_foreign_session",
                violation_error_message="This session is already known.",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-started_at", "-id"], name="runs_by_owner_and_start"),
            models.Index(fields=["agent", "-started_at"], name="runs_by_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} run {self.session or self.pk}"


class StepKind(models.TextChoices):
    MODEL = "model", "Model request"
    TOOL = "tool", "Tool call"
    AGENT = "agent", "Agent"
    OTHER = "other", "Other"


class RunStep(models.Model):
    """A node of a run's tree: a model request, a tool call, an agent within."""

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
    model = models.TextField(default="", blank=True)
    finish_reason = models.TextField(default="", blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    duration_ms = models.BigIntegerField(default=0)
    payload = models.JSONField(null=True, blank=True)

    class Meta:
        db_table = "run_steps"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=StepKind.values),
                name="run_steps_kind_known",
                violation_error_message="Kind must be a known one.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=RunStatus.values),
                name="run_steps_status_known",
                violation_error_message="Status must be a known one.",
            ),
            models.UniqueConstraint(fields=["run", "number"], name="run_steps_numbered_once"),
            models.UniqueConstraint(
                fields=["trace_id", "span_id"],
                condition=~Q(span_id=""),
                name="run_steps_span_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name or self.number}"
