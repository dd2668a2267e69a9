"""What an agent has in mind, and what was taken out of it (document 3)."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agents.models.entities import Entity
from agents.models.runs import Run
from devcraft.models import User
from devcraft.models.owning import owned_or_shared
from runtime_memory.columns import one_of


class OfAgentQuerySet(models.QuerySet[Any]):
    """Rows that hang from an agent's entity."""

    def visible_to(self, user: User) -> Self:
        return self.filter(owned_or_shared(user, "agent_entity"))


class AgentConsciousness(models.Model):
    """The messages that an agent carries from cycle to cycle.

    `cycles` says where in `messages` each cycle begins and ends; `version` rises with every
    save, which names the version it began with.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agent_entity = models.OneToOneField(Entity, models.PROTECT, related_name="consciousness")
    messages: models.JSONField[Any, Any] = models.JSONField(default=list, db_default=[], blank=True)
    cycle_count = models.IntegerField(default=0, db_default=0)
    token_estimate = models.IntegerField(default=0, db_default=0)
    last_cycle_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    cycles: models.JSONField[Any, Any] = models.JSONField(default=list, db_default=[], blank=True)
    metadata: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    version = models.BigIntegerField(default=0, db_default=0)

    objects = OfAgentQuerySet.as_manager()

    class Meta:
        db_table = "agent_consciousness"
        verbose_name_plural = "agent consciousness"
        constraints = [
            models.CheckConstraint(
                condition=Q(cycle_count__gte=0, token_estimate__gte=0, version__gte=0),
                name="agent_consciousness_not_negative",
            )
        ]

    def __str__(self) -> str:
        return f"consciousness of {self.agent_entity_id}"


class ArchivedCycle(models.Model):
    """A cycle that compaction took out of the consciousness, whole.

    `words` are those it holds, each once and as `agents.living.wording` spells them; recall
    looks there. `at` is when it ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agent_entity = models.ForeignKey(
        Entity, models.PROTECT, related_name="archived_cycles", db_index=False
    )
    run = models.ForeignKey(Run, models.PROTECT, null=True, blank=True, related_name="archived")
    cycle_number = models.IntegerField()
    messages: models.JSONField[Any, Any] = models.JSONField()
    summary = models.TextField()
    token_estimate = models.IntegerField(default=0)
    at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(default="", db_default="", blank=True)
    archived_at = models.DateTimeField(db_default=Now())

    objects = OfAgentQuerySet.as_manager()

    class Meta:
        db_table = "agent_consciousness_archive"
        constraints = [
            models.UniqueConstraint(
                fields=["agent_entity", "cycle_number"],
                name="agent_consciousness_archive_once",
            ),
            models.CheckConstraint(
                condition=Q(cycle_number__gt=0, token_estimate__gte=0),
                name="agent_consciousness_archive_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"cycle {self.cycle_number} of {self.agent_entity_id}"


class SnapshotReason(models.TextChoices):
    MANUAL = "manual", "Taken by hand"
    AUTO = "auto", "Taken from time to time"
    PRE_COMPACT = "pre_compact", "Before a compaction"
    PRE_RESTORE = "pre_restore", "Before a restore"


class ConsciousnessSnapshot(models.Model):
    """A consciousness as it was once; restoring one takes another of the present first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agent_entity = models.ForeignKey(
        Entity, models.PROTECT, related_name="snapshots", db_index=False
    )
    number = models.PositiveIntegerField()
    reason = models.TextField(choices=SnapshotReason)
    note = models.TextField(default="", blank=True)
    messages: models.JSONField[Any, Any] = models.JSONField()
    cycles: models.JSONField[Any, Any] = models.JSONField()
    cycle_count = models.IntegerField()
    token_estimate = models.IntegerField()
    taken_at = models.DateTimeField(db_default=Now())
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfAgentQuerySet.as_manager()

    class Meta:
        db_table = "agent_consciousness_snapshots"
        constraints = [
            one_of("agent_consciousness_snapshots", "reason", SnapshotReason.values),
            models.UniqueConstraint(
                fields=["agent_entity", "number"],
                name="agent_consciousness_snapshots_numbered_once",
            ),
            models.CheckConstraint(
                condition=Q(cycle_count__gte=0, token_estimate__gte=0),
                name="agent_consciousness_snapshots_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"snapshot {self.number} of {self.agent_entity_id}"
