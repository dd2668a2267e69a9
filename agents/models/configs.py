"""Every config that an agent ever had, as it was saved."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agents.models.agents import Agent
from devcraft.models import User
from devcraft.models.owning import owned_or_shared


class AgentConfigQuerySet(models.QuerySet["AgentConfig"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owned_or_shared(user, "agent"))


class AgentConfig(models.Model):
    """Version `number` of an agent's config. Lines cannot be changed; they go only with an
    agent that is archived. Nobody saved what was there before versions were kept."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="configs", db_index=False)
    number = models.PositiveIntegerField()
    config_json: models.JSONField[Any, Any] = models.JSONField()
    digest = models.CharField(max_length=64, default="", blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField(db_default=Now())

    objects = AgentConfigQuerySet.as_manager()

    class Meta:
        db_table = "agent_configs"
        constraints = [
            models.UniqueConstraint(fields=["agent", "number"], name="agent_configs_numbered_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="agent_configs_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"config {self.number} of {self.agent_id}"
