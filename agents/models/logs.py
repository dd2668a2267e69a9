"""How far each log file was read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class LogFile(models.Model):
    """One session log. A later run goes on at `offset` while the file only grew.

    `head` is the length and digest of its beginning: another one is another file. `state`
    is what the lines after `offset` need to know of those before.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="log_files")
    source = models.CharField(max_length=40)
    path = models.CharField(max_length=4096)
    inode = models.CharField(max_length=40)
    size = models.BigIntegerField()
    modified_ns = models.BigIntegerField()
    offset = models.BigIntegerField()
    head = models.CharField(max_length=80)
    state: models.JSONField[Any, Any] = models.JSONField(default=dict)
    read_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "source", "path"], name="logfile_once")
        ]

    def __str__(self) -> str:
        return self.path
