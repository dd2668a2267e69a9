"""What waits for an agent: document 3's inbox, which is also the queue."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agents.models.consciousness import OfAgentQuerySet
from agents.models.entities import Entity
from agents.models.runs import EventType, Run
from runtime_memory.columns import Sequence, one_of


class InboxStatus(models.TextChoices):
    PENDING = "pending", "Waiting"
    PROCESSING = "processing", "In a cycle"
    PROCESSED = "processed", "Processed"
    FAILED = "failed", "Given up"


TAKEN = [InboxStatus.PROCESSING.value, InboxStatus.PROCESSED.value]
NOT_FAILED = [InboxStatus.PENDING.value, *TAKEN]


class Priority(models.IntegerChoices):
    """What comes first in a batch."""

    PERSON = 0, "A person's message"
    TOOL_RESULT = 1, "Tool result"
    SCHEDULED = 2, "Plan or service"
    AGENT = 3, "An agent's message"
    OTHER = 4, "Other"


class InboxEvent(models.Model):
    """One event for one agent, delivered once per `event_id`.

    A run claims pending events; what it could not finish is pending again until `attempts`
    are spent. An event is not looked at before `available_at`; a `held_reason` says why. A
    peeked one was taken by an agent within its cycle, which tells it in a tool's answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agent_entity = models.ForeignKey(
        Entity, models.PROTECT, related_name="inbox_events", db_index=False
    )
    event_id = models.TextField()
    event_type = models.TextField(choices=EventType)
    data: models.JSONField[Any, Any] = models.JSONField()
    processed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    status = models.TextField(
        choices=InboxStatus, default=InboxStatus.PENDING, db_default=InboxStatus.PENDING
    )
    run = models.ForeignKey(Run, models.PROTECT, null=True, blank=True, related_name="inbox_events")
    priority = models.PositiveSmallIntegerField(default=Priority.OTHER, db_default=Priority.OTHER)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    available_at = models.DateTimeField(db_default=Now())
    held_reason = models.TextField(default="", blank=True, db_default="")
    is_peeked = models.BooleanField(default=False, db_default=False)
    error = models.TextField(default="", blank=True, db_default="")
    sequence = Sequence()

    objects = OfAgentQuerySet.as_manager()

    class Meta:
        db_table = "inbox_events"
        constraints = [
            one_of("inbox_events", "event_type", EventType.values),
            one_of("inbox_events", "status", InboxStatus.values),
            models.UniqueConstraint(
                fields=["agent_entity", "event_id"],
                name="inbox_events_once",
                violation_error_message="This event was already delivered.",
            ),
            # A list of digits (IN) is more than Django can read back from SQLite.
            models.CheckConstraint(
                condition=Q(priority__lte=Priority.OTHER), name="inbox_events_priority_known"
            ),
            models.CheckConstraint(condition=~Q(event_id=""), name="inbox_events_event_id_given"),
            models.CheckConstraint(
                condition=Q(status=InboxStatus.PROCESSED, processed_at__isnull=False)
                | (~Q(status=InboxStatus.PROCESSED) & Q(processed_at=None)),
                name="inbox_events_processed_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(status=InboxStatus.PENDING, run=None)
                | Q(status__in=TAKEN, run__isnull=False)
                | ~Q(status__in=NOT_FAILED),
                name="inbox_events_claimed_by_a_run",
            ),
            models.CheckConstraint(
                condition=Q(is_peeked=False) | Q(run__isnull=False),
                name="inbox_events_peeked_within_a_run",
            ),
        ]
        indexes = [
            # What an agent takes next.
            models.Index(
                fields=["agent_entity", "priority", "sequence"],
                condition=Q(status=InboxStatus.PENDING),
                name="inbox_events_waiting",
            ),
            # Which agents have something due.
            models.Index(
                fields=["available_at"],
                condition=Q(status=InboxStatus.PENDING),
                name="inbox_events_due",
            ),
            # The inbox page narrowed to a status, and what an agent gave up.
            models.Index(
                fields=["agent_entity", "status", "-sequence"], name="inbox_events_by_status"
            ),
            # The inbox page, newest first; and the next number on SQLite.
            models.Index(fields=["agent_entity", "-sequence"], name="inbox_events_newest"),
            models.Index(fields=["sequence"], name="inbox_events_sequence"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.event_id}"

    @property
    def precedence(self) -> str:
        """Its priority in words."""
        return Priority(self.priority).label
