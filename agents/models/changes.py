"""Who did what with an agent: one line for each act of a person."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models

from agents.models.agents import Agent
from devcraft.models import User
from devcraft.models.owning import owned_or_shared
from runtime_memory.columns import one_of


class ChangeKind(models.TextChoices):
    PAUSED = "paused", "paused it"
    STARTED = "started", "started it"
    WOKEN = "woken", "woke it"
    STOPPED = "stopped", "stopped it"
    HALTED = "halted", "stopped it with all agents"
    ADDED = "added", "added"
    EDITED = "edited", "changed"
    REMOVED = "removed", "deleted"
    RETRIED = "retried", "let it try again"
    DISCARDED = "discarded", "discarded"


class ChangeSubject(models.TextChoices):
    AGENT = "agent", "the agent"
    MEMORY = "memory", "the memory"
    GOAL = "goal", "the goal"
    PLAN = "plan", "the plan"
    EVENT = "event", "the event"


OF_MIND = {ChangeSubject.MEMORY, ChangeSubject.GOAL, ChangeSubject.PLAN}


class AgentChangeQuerySet(models.QuerySet["AgentChange"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owned_or_shared(user, "agent"))


class AgentChange(models.Model):
    """One line of an agent's history. Lines cannot be changed; they go only with an agent
    that is archived. `before` and `after` are the row's columns, null where there was none;
    lines of one act share its `act`."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="changes", db_index=False)
    at = models.DateTimeField()
    kind = models.TextField(choices=ChangeKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    subject = models.TextField(choices=ChangeSubject, default=ChangeSubject.AGENT)
    subject_id = models.UUIDField(null=True, blank=True)
    words = models.TextField(default="", blank=True)
    before: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    after: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    act = models.UUIDField(null=True, blank=True)

    objects = AgentChangeQuerySet.as_manager()

    class Meta:
        db_table = "agent_changes"
        constraints = [
            one_of("agent_changes", "kind", ChangeKind.values),
            one_of("agent_changes", "subject", ChangeSubject.values),
        ]
        indexes = [
            models.Index(fields=["agent", "-id"], name="agent_changes_newest"),
            # Who changed a memory, a goal or a plan last.
            models.Index(fields=["subject_id", "-id"], name="agent_changes_of_subject"),
            # The agents that were stopped together.
            models.Index(fields=["act"], name="agent_changes_of_act"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.kind} by {self.by_id}"

    @property
    def is_of_mind(self) -> bool:
        """Whether it changed a row that can be put back as it was."""
        return self.subject in OF_MIND
