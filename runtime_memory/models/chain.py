"""The audit chain: each line names the digest of the one before it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from runtime_memory.columns import MomentField, valid_json, well_formed, without_nul


class ChainEntry(models.Model):
    """One governed act. `subject` is table/id; `body` the canonical JSON that was hashed."""

    seq = models.BigIntegerField(primary_key=True)
    prev_hash = models.TextField()
    row_hash = models.TextField(unique=True)
    at = MomentField()
    kind = models.TextField()
    subject = models.TextField()
    body = models.TextField()

    class Meta:
        verbose_name_plural = "chain entries"
        constraints = [
            well_formed("chainentry", "at"),
            valid_json("chainentry", "body"),
            without_nul("chainentry", "prev_hash", "row_hash", "kind", "subject", "body"),
            models.CheckConstraint(condition=Q(seq__gt=0), name="chainentry_seq_positive"),
        ]
        indexes = [models.Index(fields=["subject", "seq"], name="chainentry_by_subject")]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.subject}"
