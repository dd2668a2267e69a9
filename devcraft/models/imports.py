from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from devcraft.models.accounts import User


class SourceRow(models.Model):
    """Where a row of ours came from: one per row that an importer mapped.

    `source_digest` is of the row as read; `written_digest` of what we wrote, so that
    a later import can tell whether somebody changed it here. `unmapped` is the JSON
    text of source values that no field of ours holds. `target_id` is the text of the
    target's key, whatever its type there.
    """

    owner = models.ForeignKey(User, models.PROTECT, related_name="source_rows")
    source = models.CharField(max_length=80)
    table = models.CharField(max_length=80)
    source_id = models.CharField(max_length=200)
    target_table = models.CharField(max_length=80)
    target_id = models.CharField(max_length=64)
    source_digest = models.CharField(max_length=64)
    written_digest = models.CharField(max_length=64)
    unmapped = models.TextField(default="{}")
    imported_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "table", "source_id"], name="sourcerow_identity"
            ),
        ]
        indexes = [
            # "Where did this row come from?" on a detail page.
            models.Index(fields=["target_table", "target_id"], name="sourcerow_by_target")
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.table}/{self.source_id}"


class RawRow(models.Model):
    """A row that an importer could not map, kept whole with the reason."""

    owner = models.ForeignKey(User, models.PROTECT, related_name="raw_rows")
    source = models.CharField(max_length=80)
    table = models.CharField(max_length=80)
    source_id = models.CharField(max_length=200)
    raw = models.TextField(help_text="The row as JSON text.")
    reason = models.TextField()
    imported_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "table", "source_id"], name="rawrow_identity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.table}/{self.source_id}"
