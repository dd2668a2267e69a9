"""Who thinks for an agent right now, and when it may be tried again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from agents.models.agents import Agent


class AgentLease(models.Model):
    """The right to run one agent. Every taking raises `fence`; a lower one writes nothing."""

    agent = models.OneToOneField(Agent, models.CASCADE, primary_key=True, related_name="lease")
    holder = models.TextField(default="", blank=True, db_default="")
    fence = models.BigIntegerField(default=0, db_default=0)
    expires_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0, db_default=0)
    resting_until = models.DateTimeField(null=True, blank=True)
    rest_reason = models.TextField(default="", blank=True, db_default="")

    class Meta:
        db_table = "agent_leases"
        constraints = [
            models.CheckConstraint(
                condition=Q(holder="", expires_at=None)
                | (~Q(holder="") & Q(expires_at__isnull=False)),
                name="agent_leases_held_until_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(resting_until=None, rest_reason="")
                | (Q(resting_until__isnull=False) & ~Q(rest_reason="")),
                name="agent_leases_resting_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(fence__gte=0), name="agent_leases_fence_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"lease of {self.agent_id}"
