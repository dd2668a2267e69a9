"""Agents (document 3)."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from devcraft.models import User
from devcraft.models.owning import owned_or_shared

NAME_LENGTH = 80
SLUG_LENGTH = 60


class AgentQuerySet(models.QuerySet["Agent"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owned_or_shared(user))

    def living(self) -> Self:
        """Agents that think here: neither foreign nor archived."""
        return self.filter(~Q(slug=""), archived_at=None)

    def archived(self) -> Self:
        return self.filter(~Q(slug=""), archived_at__isnull=False)


class Agent(models.Model):
    """A configured agent. A foreign one (its config says so, it has no slug) never runs here.

    Columns up to `updated_at` are document 3's. A person pauses; the runtime parks what
    it cannot go on with, and says why.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agents",
        help_text="Empty: shared with everyone signed in.",
    )
    name = models.TextField(unique=True)
    description = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 3 says null
    config_json: models.JSONField[Any, Any] = models.JSONField(default=dict)
    config_hash = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 3 says null
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    slug = models.SlugField(
        max_length=SLUG_LENGTH, default="", db_default="", blank=True, db_index=False
    )
    paused_at = models.DateTimeField(null=True, blank=True)
    parked_at = models.DateTimeField(null=True, blank=True)
    parked_reason = models.TextField(default="", db_default="", blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = AgentQuerySet.as_manager()

    class Meta:
        db_table = "agents"
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="agents_name_given",
                violation_error_message="Name is needed.",
            ),
            models.UniqueConstraint(
                fields=["slug"],
                condition=~Q(slug=""),
                name="agents_slug_taken_once",
                violation_error_message="This slug is taken.",
            ),
            models.CheckConstraint(
                condition=Q(parked_at=None, parked_reason="")
                | (Q(parked_at__isnull=False) & ~Q(parked_reason="")),
                name="agents_parked_for_a_reason",
                violation_error_message="An agent is parked for a reason.",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="agents_created_at_idx")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("agents:agent_detail", args=[self.slug])

    @property
    def is_foreign(self) -> bool:
        return bool(self.config_json.get("foreign"))
