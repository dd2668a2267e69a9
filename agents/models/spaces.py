"""Spaces where entities meet, who is in them, and what was said (document 3)."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse

from agents.models.entities import Entity
from agents.models.runs import Run
from devcraft.models import User
from devcraft.models.owning import owned_or_shared
from runtime_memory.columns import one_of


class SpaceRole(models.TextChoices):
    USER = "user", "User"
    ASSISTANT = "assistant", "Assistant"
    SYSTEM = "system", "System"
    TOOL = "tool", "Tool"


class SmartSpaceQuerySet(models.QuerySet["SmartSpace"]):
    def visible_to(self, user: User) -> Self:
        """Spaces of USER, of nobody, and those that USER is a member of."""
        joined = SmartSpaceMembership.objects.filter(smart_space=OuterRef("pk"), entity__user=user)
        return self.filter(owned_or_shared(user) | Exists(joined))

    def joined_by(self, user: User) -> Self:
        """Spaces that USER is a member of; only members read what is said there."""
        return self.filter(memberships__entity__user=user)


class SmartSpace(models.Model):
    """A place to talk. `last_seq` is the number of its newest message.

    Nothing more is said in one that is archived.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 3 says null
    description = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 3 says null
    metadata: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="smart_spaces",
        help_text="Empty: shared with everyone signed in.",
    )
    last_seq = models.BigIntegerField(default=0, db_default=0, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = SmartSpaceQuerySet.as_manager()

    class Meta:
        db_table = "smart_spaces"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_seq__gte=0), name="smart_spaces_last_seq_not_negative"
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="smart_spaces_created_at_idx")]

    def __str__(self) -> str:
        return self.name or str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("agents:space_detail", args=[self.pk])


class SmartSpaceMembershipQuerySet(models.QuerySet["SmartSpaceMembership"]):
    def of(self, user: User) -> Self:
        return self.filter(entity__user=user)


class SmartSpaceMembership(models.Model):
    """An entity in a space. `last_seen_seq` is the number of the message last seen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    smart_space = models.ForeignKey(SmartSpace, models.CASCADE, related_name="memberships")
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="memberships")
    role = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 3 says null
    joined_at = models.DateTimeField(db_default=Now())
    last_seen_message_id = models.UUIDField(null=True, blank=True)
    last_seen_seq = models.BigIntegerField(default=0, db_default=0, editable=False)

    objects = SmartSpaceMembershipQuerySet.as_manager()

    class Meta:
        db_table = "smart_space_memberships"
        constraints = [
            models.UniqueConstraint(
                fields=["smart_space", "entity"],
                name="smart_space_memberships_once",
                violation_error_message="This entity is already in the space.",
            ),
            models.CheckConstraint(
                condition=Q(last_seen_message_id=None, last_seen_seq=0)
                | Q(last_seen_message_id__isnull=False, last_seen_seq__gt=0),
                name="smart_space_memberships_seen_is_numbered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} in {self.smart_space_id}"


class SmartSpaceMessageQuerySet(models.QuerySet["SmartSpaceMessage"]):
    def visible_to(self, user: User) -> Self:
        spaces = SmartSpace.objects.visible_to(user)
        return self.filter(smart_space__in=spaces.values("pk"))


class SmartSpaceMessage(models.Model):
    """What an entity said in a space. `seq` counts from 1 without a gap.

    `idempotency_key` names the tool call that said it, so that a repeated call says it once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    smart_space = models.ForeignKey(SmartSpace, models.CASCADE, related_name="messages")
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="messages")
    role = models.TextField(choices=SpaceRole)
    content = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 3 says null
    metadata: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    seq = models.BigIntegerField()
    run = models.ForeignKey(
        Run, models.PROTECT, null=True, blank=True, related_name="space_messages"
    )
    created_at = models.DateTimeField(db_default=Now())
    idempotency_key = models.TextField(default="", db_default="", blank=True)

    objects = SmartSpaceMessageQuerySet.as_manager()

    class Meta:
        db_table = "smart_space_messages"
        constraints = [
            one_of("smart_space_messages", "role", SpaceRole.values),
            models.UniqueConstraint(
                fields=["smart_space", "seq"], name="smart_space_messages_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="smart_space_messages_said_once",
            ),
        ]
        indexes = [
            # When was what said in this space.
            models.Index(fields=["smart_space", "created_at"], name="smart_space_messages_by_time")
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.seq} in {self.smart_space_id}"
