"""What MCP servers offer an agent, and what of it a person took."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from agents.models.agents import Agent
from devcraft.models import User
from devcraft.models.owning import owned_or_shared


class OfServerQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owned_or_shared(user, "agent"))


class ServerState(models.Model):
    """When a server of an agent was last asked what it offers, and how that ended."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="server_states", db_index=False)
    server = models.TextField()
    asked_at = models.DateTimeField(db_default=Now())
    error = models.TextField(default="", blank=True, db_default="")

    objects = OfServerQuerySet.as_manager()

    class Meta:
        db_table = "agent_servers"
        constraints = [
            models.UniqueConstraint(fields=["agent", "server"], name="agent_servers_once")
        ]

    def __str__(self) -> str:
        return self.server


class ServerToolQuerySet(OfServerQuerySet):
    def taken(self) -> Self:
        """Tools that are as they were when a person, or the first look, took them."""
        return self.filter(~Q(taken_digest=""), is_gone=False, digest=F("taken_digest"))


class ServerTool(models.Model):
    """A tool as its server describes it now. One that changed since it was taken is off."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="server_tools", db_index=False)
    server = models.TextField()
    name = models.TextField()
    description = models.TextField(default="", blank=True)
    input_schema: models.JSONField[Any, Any] = models.JSONField()
    digest = models.CharField(max_length=64)
    taken_digest = models.CharField(max_length=64, default="", blank=True, db_default="")
    is_gone = models.BooleanField(default=False, db_default=False)
    seen_at = models.DateTimeField(db_default=Now())

    objects = ServerToolQuerySet.as_manager()

    class Meta:
        db_table = "agent_server_tools"
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "server", "name"], name="agent_server_tools_once"
            ),
            models.CheckConstraint(
                condition=~Q(server="") & ~Q(name="") & ~Q(digest=""),
                name="agent_server_tools_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.server}: {self.name}"

    @property
    def has_changed(self) -> bool:
        return not self.is_gone and self.digest != self.taken_digest
