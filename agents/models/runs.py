"""Runs of every origin and their steps: document 3's audit and billing record."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agents.models.agents import Agent
from agents.models.entities import Entity
from devcraft.models import User
from devcraft.models.owning import owned_or_shared


class RunStatus(models.TextChoices):
    RUNNING = "running", "Running"
    WAITING_TOOL = "waiting_tool", "Waiting for a tool"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"


ENDED = [RunStatus.COMPLETED.value, RunStatus.FAILED.value]


class RunOrigin(models.TextChoices):
    OWN = "own", "Our own agent"
    CLAUDE_CODE = "claude_code", "Claude Code"
    CODEX = "codex", "Codex"
    OTLP = "otlp", "OpenTelemetry"


LOGGED = [RunOrigin.CLAUDE_CODE.value, RunOrigin.CODEX.value]


class EventType(models.TextChoices):
    """What can wake an agent; tool results and heartbeats go beyond document 3."""

    SPACE_MESSAGE = "space_message", "Message in a space"
    PLAN = "plan", "Plan"
    SERVICE = "service", "Service"
    TOOL_RESULT = "tool_result", "Tool result"
    HEARTBEAT = "heartbeat", "Heartbeat"


class StopReason(models.TextChoices):
    """Why a think cycle ended; document 3 knows only whether it did."""

    END_TURN = "end_turn", "It was done"
    NO_OP = "no_op", "There was nothing to do"
    WAITING = "waiting", "It went on without an answer"
    MAX_STEPS = "max_steps", "Step limit"
    MAX_TOKENS = "max_tokens", "Token limit"
    BUDGET = "budget", "Budget spent"
    CANCELED = "canceled", "Stopped by a person"
    ERROR = "error", "Error"


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owned_or_shared(user))


class Run(models.Model):
    """One think cycle, or one session of a foreign agent.

    Columns up to `completed_at` are document 3's; below stands what the ledger adds.
    Tokens and steps are written together with the facts they count.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="runs")
    agent_entity = models.ForeignKey(Entity, models.PROTECT, related_name="runs")
    status = models.TextField(
        choices=RunStatus, default=RunStatus.RUNNING, db_default=RunStatus.RUNNING
    )
    cycle_number = models.IntegerField(db_default=0)
    trigger_type = models.TextField(  # noqa: DJ001 -- document 3 says null
        choices=EventType, null=True, blank=True
    )
    trigger_space_id = models.UUIDField(null=True, blank=True)
    trigger_entity_id = models.UUIDField(null=True, blank=True)
    trigger_message_id = models.UUIDField(null=True, blank=True)
    trigger_payload = models.JSONField(null=True, blank=True)
    inbox_event_count = models.IntegerField(default=0, db_default=0)
    step_count = models.IntegerField(default=0, db_default=0)
    prompt_tokens = models.BigIntegerField(default=0, db_default=0)
    completion_tokens = models.BigIntegerField(default=0, db_default=0)
    duration_ms = models.BigIntegerField(default=0, db_default=0)
    started_at = models.DateTimeField(db_default=Now())
    completed_at = models.DateTimeField(null=True, blank=True)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="runs"
    )
    origin = models.TextField(choices=RunOrigin, default=RunOrigin.OWN, db_default=RunOrigin.OWN)
    session = models.TextField(default="", db_default="", blank=True)
    project = models.TextField(default="", db_default="", blank=True)
    branch = models.TextField(default="", db_default="", blank=True)
    error = models.TextField(default="", db_default="", blank=True)
    stop_reason = models.TextField(choices=StopReason, default="", db_default="", blank=True)
    profiles: models.JSONField[Any, Any] = models.JSONField(
        null=True,
        blank=True,
        help_text="Behavior and personality that it began with: id, name and version of each.",
    )

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
            models.CheckConstraint(
                condition=Q(trigger_type=None) | Q(trigger_type__in=EventType.values),
                name="runs_trigger_type_known",
                violation_error_message="What woke a run must be a known kind of event.",
            ),
            models.CheckConstraint(
                condition=Q(stop_reason="") | Q(stop_reason__in=StopReason.values),
                name="runs_stop_reason_known",
                violation_error_message="Why a run ended must be a known reason.",
            ),
            models.CheckConstraint(
                condition=Q(
                    completion_tokens__gte=0,
                    duration_ms__gte=0,
                    inbox_event_count__gte=0,
                    prompt_tokens__gte=0,
                    step_count__gte=0,
                ),
                name="runs_metrics_not_negative",
                violation_error_message="Figures of a run must not be negative.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED, completed_at__isnull=False)
                | (~Q(status__in=ENDED) & Q(completed_at=None)),
                name="runs_ended_at_a_moment",
                violation_error_message="A run has a moment of its end when it has ended.",
            ),
            models.UniqueConstraint(
                fields=["agent"],
                condition=Q(origin=RunOrigin.OWN, status=RunStatus.RUNNING),
                name="runs_one_open_per_agent",
                violation_error_message="This agent already has a run.",
            ),
            models.UniqueConstraint(
                fields=["owner", "origin", "session"],
                condition=Q(origin__in=LOGGED),
                name="runs_one_per_foreign_session",
                violation_error_message="This session is already known.",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-started_at", "-id"], name="runs_by_owner_and_start"),
            models.Index(fields=["agent", "-started_at"], name="runs_by_agent"),
            # What an agent began and did not end, among all it ever did.
            models.Index(
                fields=["agent", "started_at"],
                condition=Q(completed_at=None),
                name="runs_begun",
            ),
            # What goes on now, among all that ever ran.
            models.Index(
                fields=["owner", "-started_at"],
                condition=Q(completed_at=None),
                name="runs_going_on",
            ),
            # The runs of a page of sessions.
            models.Index(fields=["owner", "session"], name="runs_of_session"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} run {self.session or self.pk}"
