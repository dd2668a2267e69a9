"""Signed checkpoints of the audit chain."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from runtime_memory.columns import MomentField, well_formed, without_nul


class Checkpoint(models.Model):
    """`note` is the signed text, and the other columns repeat what it says.

    `subtrees` are the perfect subtrees of the Merkle tree in hexadecimal: the next checkpoint
    grows from them and reads new lines alone.
    """

    size = models.BigIntegerField()
    key_id = models.TextField()
    at = MomentField()
    note = models.TextField()
    subtrees = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["size", "key_id"], name="checkpoint_made_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="checkpoint_size_positive"),
            well_formed("checkpoint", "at"),
            without_nul("checkpoint", "key_id", "note", "subtrees"),
        ]

    def __str__(self) -> str:
        return f"checkpoint of {self.size} lines"
