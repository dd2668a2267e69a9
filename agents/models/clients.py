"""Devices and programs that an entity speaks through (document 3)."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agents.models.entities import Entity
from devcraft.models import ClientKey, User
from devcraft.models.owning import owned_or_shared


class ClientQuerySet(models.QuerySet["Client"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owned_or_shared(user, "entity"))


class Client(models.Model):
    """A connection of an entity. `access` is the key by which a program signs in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="clients")
    client_key = models.TextField(unique=True)
    client_type = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 3 says null
    display_name = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 3 says null
    capabilities: models.JSONField[Any, Any] = models.JSONField(
        default=dict, db_default={}, blank=True
    )
    created_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(null=True, blank=True)

    access = models.ForeignKey(
        ClientKey, models.PROTECT, null=True, blank=True, related_name="clients"
    )

    objects = ClientQuerySet.as_manager()

    class Meta:
        db_table = "clients"
        constraints = [
            models.CheckConstraint(
                condition=~Q(client_key=""),
                name="clients_key_given",
                violation_error_message="Client key is needed.",
            )
        ]
        indexes = [models.Index(fields=["client_type"], name="clients_client_type_idx")]

    def __str__(self) -> str:
        return self.display_name or self.client_key
