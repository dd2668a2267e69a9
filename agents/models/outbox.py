"""What must still be told to the outside after a commit."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class OutboxMessage(models.Model):
    """One thing to tell, once per topic and key; written in the transaction it tells of."""

    topic = models.TextField()
    key = models.TextField()
    body: models.JSONField[Any, Any] = models.JSONField()
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    error = models.TextField(default="", blank=True, db_default="")
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "agent_outbox"
        constraints = [
            models.UniqueConstraint(fields=["topic", "key"], name="agent_outbox_once"),
            models.CheckConstraint(condition=~Q(topic="") & ~Q(key=""), name="agent_outbox_named"),
        ]
        indexes = [
            # What is still to be sent, in order.
            models.Index(fields=["id"], condition=Q(sent_at=None), name="agent_outbox_unsent")
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
