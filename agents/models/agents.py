"""Agents (document 3)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Agent(models.Model):
    """A configured agent. A foreign one (its config says so) never runs here."""

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
    config_json = models.JSONField(default=dict)
    config_hash = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 3 says null
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "agents"
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="agents_name_given",
                violation_error_message="Name is needed.",
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="agents_created_at_idx")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_foreign(self) -> bool:
        return bool(self.config_json.get("foreign"))
