"""What an agent is writing right now, for whoever looks at the space."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from agents.models.entities import Entity
from agents.models.runs import Run
from agents.models.spaces import SmartSpace


class SpaceDraft(models.Model):
    """A message as far as it is written. It goes when the message under its key is posted.

    `key` is the idempotency key that the message will have, so that no page shows both.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="drafts")
    smart_space = models.ForeignKey(SmartSpace, models.CASCADE, related_name="drafts")
    entity = models.ForeignKey(Entity, models.CASCADE, related_name="drafts")
    key = models.TextField(unique=True)
    text = models.TextField(default="", blank=True, db_default="")
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "space_drafts"

    def __str__(self) -> str:
        return f"draft {self.key}"
