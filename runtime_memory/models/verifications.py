"""A verification of the audit chain that a person asked for, read stretch by stretch."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from runtime_memory.columns import MomentField, valid_json, well_formed, without_nul

NOTHING = "0" * 64


class Verification(models.Model):
    """How far it has come: `stage` and the `cursor` in it; `head` is the hash of line `lines`.

    `findings_json` is an object of one list, `findings`, of {seq, subject, reason}. This is
    no evidence, only the last answer: anybody may ask again.
    """

    started_at = MomentField()
    finished_at = MomentField(null=True, blank=True)
    stage = models.TextField()
    cursor = models.TextField(db_default="", blank=True)
    lines = models.BigIntegerField(db_default=0)
    head = models.TextField(db_default=NOTHING)
    findings_json = models.TextField(db_default='{"findings":[]}')

    class Meta:
        constraints = [
            well_formed("verification", "started_at", "finished_at"),
            valid_json("verification", "findings_json"),
            without_nul("verification", "stage", "cursor", "head"),
            models.CheckConstraint(condition=Q(lines__gte=0), name="verification_lines_counted"),
        ]

    def __str__(self) -> str:
        return f"verification up to line {self.lines}"
