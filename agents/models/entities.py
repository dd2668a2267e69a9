"""The entities behind people and agents (document 3)."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agents.models.agents import Agent
from devcraft.models import User
from devcraft.models.owning import owned_or_shared


class EntityType(models.TextChoices):
    HUMAN = "human", "Human"
    AGENT = "agent", "Agent"


class EntityQuerySet(models.QuerySet["Entity"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owned_or_shared(user))


class Entity(models.Model):
    """Who can speak and act: a person or an agent.

    `user` is the account of a person who signs in here; others are known by `external_id`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entities",
    )
    type = models.TextField(choices=EntityType)
    external_id = models.TextField(null=True, blank=True, unique=True)
    display_name = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 3 says null
    metadata = models.JSONField(null=True, blank=True)
    agent = models.OneToOneField(
        Agent, models.SET_NULL, null=True, blank=True, related_name="entity"
    )
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="entity"
    )

    objects = EntityQuerySet.as_manager()

    class Meta:
        db_table = "entities"
        verbose_name_plural = "entities"
        constraints = [
            models.CheckConstraint(
                condition=Q(type__in=EntityType.values),
                name="entities_type_known",
                violation_error_message="Type must be human or agent.",
            ),
            models.CheckConstraint(
                condition=(Q(user=None) | ~Q(type=EntityType.AGENT))
                & (Q(agent=None) | ~Q(type=EntityType.HUMAN)),
                name="entities_person_or_agent",
                violation_error_message="An entity stands for a person or for an agent.",
            ),
        ]
        indexes = [models.Index(fields=["type"], name="entities_type_idx")]

    def __str__(self) -> str:
        return self.display_name or str(self.pk)
