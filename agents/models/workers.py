"""Which workers let agents think right now."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class AgentWorker(models.Model):
    """A process that lets agents think. It says again and again that it lives, and goes when
    it ends in order; one that was killed stays with the moment it was seen last.
    """

    name = models.TextField(primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "agent_workers"
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="agent_workers_named")]

    def __str__(self) -> str:
        return self.name
