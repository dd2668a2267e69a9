"""One import of another system's file; its rows are evidence, never natively governed."""

from __future__ import annotations

from django.db import models

from runtime_memory.columns import MomentField, valid_json, well_formed, without_nul


class ImportBatch(models.Model):
    """`digest` is the SHA-256 of the file; `generation` what wrote it, as far as it shows."""

    source = models.TextField()
    digest = models.TextField()
    generation = models.TextField(db_default="", blank=True)
    imported_at = MomentField()
    report_json = models.TextField(db_default="{}")

    class Meta:
        constraints = [
            well_formed("importbatch", "imported_at"),
            valid_json("importbatch", "report_json"),
            without_nul("importbatch", "source", "digest", "generation"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.digest[:12]}"
