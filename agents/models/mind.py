"""What an agent keeps beside its consciousness: memories and goals (document 3)."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agents.models.entities import Entity
from devcraft.models import User
from devcraft.models.owning import owned_or_shared
from runtime_memory.columns import one_of


class AgentMemoryQuerySet(models.QuerySet["AgentMemory"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owned_or_shared(user, "entity"))


class AgentMemory(models.Model):
    """A value that an agent keeps under a key. What agents know of a person is missions.Memory."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="memories")
    key = models.TextField()
    value = models.TextField()
    metadata: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    objects = AgentMemoryQuerySet.as_manager()

    class Meta:
        db_table = "memories"
        verbose_name_plural = "agent memories"
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "key"],
                name="memories_key_taken_once",
                violation_error_message="This key already has a value.",
            ),
            models.CheckConstraint(
                condition=~Q(key=""),
                name="memories_key_given",
                violation_error_message="Key is needed.",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class GoalStatus(models.TextChoices):
    ACTIVE = "active", "Active"
    COMPLETED = "completed", "Completed"
    ABANDONED = "abandoned", "Abandoned"


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owned_or_shared(user, "entity"))


class Goal(models.Model):
    """What an agent wants; the higher the priority, the earlier it stands in its prompt."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="goals", db_index=False)
    description = models.TextField()
    status = models.TextField(
        choices=GoalStatus, default=GoalStatus.ACTIVE, db_default=GoalStatus.ACTIVE
    )
    priority = models.IntegerField(default=0, db_default=0)
    metadata: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    objects = GoalQuerySet.as_manager()

    class Meta:
        db_table = "goals"
        constraints = [
            one_of("goals", "status", GoalStatus.values),
            models.CheckConstraint(
                condition=~Q(description=""),
                name="goals_description_given",
                violation_error_message="Description is needed.",
            ),
        ]
        indexes = [
            models.Index(fields=["entity", "status"], name="goals_by_status"),
            models.Index(fields=["entity", "priority"], name="goals_by_priority"),
        ]

    def __str__(self) -> str:
        return self.description
