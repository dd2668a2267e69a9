"""What an agent means to do at a time of its own choosing (document 3)."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agents.models.entities import Entity
from devcraft.models import User
from devcraft.models.owning import owned_or_shared
from runtime_memory.columns import one_of


class PlanStatus(models.TextChoices):
    PENDING = "pending", "Pending"
    RUNNING = "running", "Running"
    COMPLETED = "completed", "Completed"
    CANCELED = "canceled", "Canceled"


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owned_or_shared(user, "entity"))


class Plan(models.Model):
    """Once at `scheduled_at`, or again and again by `cron` on the clock of `zone`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="plans", db_index=False)
    name = models.TextField()
    instruction = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 3 says null
    is_recurring = models.BooleanField(default=False, db_default=False)
    cron = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 3 says null
    scheduled_at = models.DateTimeField(null=True, blank=True)
    next_run_at = models.DateTimeField(null=True, blank=True)
    last_run_at = models.DateTimeField(null=True, blank=True)
    status = models.TextField(
        choices=PlanStatus, default=PlanStatus.PENDING, db_default=PlanStatus.PENDING
    )
    completed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    zone = models.CharField(max_length=64, default="UTC", db_default="UTC")

    objects = PlanQuerySet.as_manager()

    class Meta:
        db_table = "plans"
        constraints = [
            one_of("plans", "status", PlanStatus.values),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(zone=""),
                name="plans_name_and_zone_given",
                violation_error_message="Name and zone are needed.",
            ),
            models.CheckConstraint(
                condition=Q(is_recurring=True, cron__isnull=False, scheduled_at=None)
                | Q(is_recurring=False, cron=None, scheduled_at__isnull=False),
                name="plans_once_or_by_cron",
                violation_error_message="A plan runs once at a moment, or by a cron line.",
            ),
            models.CheckConstraint(
                condition=Q(status=PlanStatus.COMPLETED, completed_at__isnull=False)
                | (~Q(status=PlanStatus.COMPLETED) & Q(completed_at=None)),
                name="plans_completed_at_a_moment",
                violation_error_message="A plan has a moment of completion when completed.",
            ),
            models.CheckConstraint(
                condition=~Q(status=PlanStatus.PENDING) | Q(next_run_at__isnull=False),
                name="plans_pending_knows_when",
                violation_error_message="A pending plan knows when it runs next.",
            ),
        ]
        indexes = [
            models.Index(fields=["entity", "status"], name="plans_by_status"),
            models.Index(fields=["next_run_at", "status"], name="plans_due"),
        ]

    def __str__(self) -> str:
        return self.name
