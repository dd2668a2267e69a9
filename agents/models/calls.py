"""Tool calls as they were journaled, and what people are asked about them."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from agents.models.entities import Entity
from agents.models.runs import Run
from agents.models.spaces import SmartSpace, SmartSpaceMembership
from agents.models.steps import RunStep
from devcraft.models import User
from devcraft.models.owning import owned_or_shared
from runtime_memory.columns import one_of


class Effect(models.TextChoices):
    """What repeating a call does: nothing, nothing under the same key, or harm."""

    READ = "read", "Reads"
    IDEMPOTENT = "idempotent", "May be repeated with its key"
    UNSAFE = "unsafe", "Must not be repeated"


class CallState(models.TextChoices):
    PLANNED = "planned", "Planned"
    STARTED = "started", "Started"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    UNKNOWN = "unknown", "Outcome unknown"
    REFUSED = "refused", "Refused"


TRIED = [CallState.DONE.value, CallState.FAILED.value, CallState.UNKNOWN.value]
BEGUN = [CallState.STARTED.value, *TRIED]
OVER = [CallState.REFUSED.value, *TRIED]


class ToolCall(models.Model):
    """One call that a model asked for, written down before anything happens.

    `tool_call_id` is the model's own; `idempotency_key` is sent along with every attempt.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="tool_calls", db_index=False)
    step = models.ForeignKey(
        RunStep, models.CASCADE, null=True, blank=True, related_name="tool_calls"
    )
    number = models.PositiveIntegerField()
    tool_call_id = models.TextField()
    idempotency_key = models.TextField(unique=True)
    tool_name = models.TextField()
    args: models.JSONField[Any, Any] = models.JSONField()
    effect = models.TextField(choices=Effect, default=Effect.UNSAFE, db_default=Effect.UNSAFE)
    state = models.TextField(
        choices=CallState, default=CallState.PLANNED, db_default=CallState.PLANNED
    )
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    result: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    error = models.TextField(default="", blank=True, db_default="")
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "tool_calls"
        constraints = [
            one_of("tool_calls", "effect", Effect.values),
            one_of("tool_calls", "state", CallState.values),
            models.UniqueConstraint(fields=["run", "tool_call_id"], name="tool_calls_once_per_run"),
            models.UniqueConstraint(fields=["run", "number"], name="tool_calls_numbered_once"),
            models.CheckConstraint(
                condition=~Q(tool_call_id="") & ~Q(idempotency_key="") & ~Q(tool_name=""),
                name="tool_calls_named",
            ),
            models.CheckConstraint(
                condition=(Q(started_at__isnull=False) | ~Q(state__in=BEGUN))
                & (Q(started_at=None) | ~Q(state=CallState.PLANNED)),
                name="tool_calls_started_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OVER, ended_at__isnull=False)
                | (~Q(state__in=OVER) & Q(ended_at=None)),
                name="tool_calls_ended_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tool_name} {self.tool_call_id}"


class AnswerKind(models.TextChoices):
    ANSWER = "answer", "An answer"
    APPROVAL = "approval", "An approval"


class AnswerStatus(models.TextChoices):
    WAITING = "waiting", "Its run waits"
    PENDING = "pending", "Its run went on"
    RESOLVED = "resolved", "Resolved"
    EXPIRED = "expired", "Expired"


OPEN = [AnswerStatus.WAITING.value, AnswerStatus.PENDING.value]


class Decision(models.TextChoices):
    ANSWERED = "answered", "Answered"
    APPROVED = "approved", "Approved"
    EDITED = "edited", "Approved with changes"
    DENIED = "denied", "Denied"


class PendingToolCallQuerySet(models.QuerySet["PendingToolCall"]):
    def visible_to(self, user: User) -> Self:
        """Questions of USER's agents, to USER, and to all members of USER's spaces."""
        joined = SmartSpaceMembership.objects.filter(
            smart_space=OuterRef("smart_space"), entity__user=user
        )
        return self.filter(
            owned_or_shared(user, "agent_entity")
            | Q(audience__user=user)
            | (Q(audience=None) & Exists(joined))
        )

    def open(self) -> Self:
        return self.filter(status__in=OPEN)


class PendingToolCall(models.Model):
    """What an agent asks of people; the first answer counts.

    Without an `audience` every person in the space may answer. `args_digest` is of the
    arguments that were shown: an approval holds for them alone. One that came late is kept
    for the next call with the same arguments, which is then `used_by`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agent_entity = models.ForeignKey(
        Entity, models.PROTECT, related_name="pending_tool_calls", db_index=False
    )
    call = models.OneToOneField(ToolCall, models.CASCADE, related_name="question")
    kind = models.TextField(choices=AnswerKind)
    status = models.TextField(
        choices=AnswerStatus, default=AnswerStatus.WAITING, db_default=AnswerStatus.WAITING
    )
    smart_space = models.ForeignKey(
        SmartSpace,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="pending_tool_calls",
        db_index=False,
    )
    audience = models.ForeignKey(
        Entity, models.PROTECT, null=True, blank=True, related_name="asked_of"
    )
    args_digest = models.CharField(max_length=64)
    decision = models.TextField(choices=Decision, default="", blank=True, db_default="")
    result: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        Entity, models.PROTECT, null=True, blank=True, related_name="resolved"
    )
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    came_late = models.BooleanField(default=False, db_default=False)
    used_by = models.OneToOneField(
        ToolCall, models.SET_NULL, null=True, blank=True, related_name="grant"
    )

    objects = PendingToolCallQuerySet.as_manager()

    class Meta:
        db_table = "pending_tool_calls"
        constraints = [
            one_of("pending_tool_calls", "kind", AnswerKind.values),
            one_of("pending_tool_calls", "status", AnswerStatus.values),
            models.CheckConstraint(
                condition=Q(decision="") | Q(decision__in=Decision.values),
                name="pending_tool_calls_decision_known",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status=AnswerStatus.RESOLVED) & ~Q(decision="") & Q(resolved_at__isnull=False)
                )
                | (~Q(status=AnswerStatus.RESOLVED) & Q(decision="", resolved_by=None)),
                name="pending_tool_calls_resolved_by_a_decision",
                violation_error_message="A question is resolved by a decision.",
            ),
            models.CheckConstraint(
                condition=Q(status=AnswerStatus.RESOLVED) | Q(came_late=False, used_by=None),
                name="pending_tool_calls_used_once_resolved",
                violation_error_message="Only an answer can be late, or used.",
            ),
        ]
        indexes = [
            # What an agent still waits for, and what runs out.
            models.Index(fields=["agent_entity", "status"], name="pending_tool_calls_by_agent"),
            models.Index(fields=["status", "expires_at"], name="pending_tool_calls_due"),
            # What was asked in a stretch of a space, and what waits there.
            models.Index(fields=["smart_space", "created_at"], name="pending_tool_calls_by_space"),
            models.Index(
                fields=["smart_space"],
                condition=Q(status__in=OPEN),
                name="pending_tool_calls_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.call_id}"
