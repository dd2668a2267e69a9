"""Ways in and out: the secret address of a calendar, and files on their way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from devcraft.models import User


class CalendarLink(models.Model):
    """A secret address at which calendars read somebody's entries. Only its hash is kept."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_links"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(revoked_at=None), name="calendarlink_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"calendar link {self.pk}"


class FileKind(models.TextChoices):
    TOGGL = "toggl", "Toggl Track, detailed report (CSV)"
    TIMEWARRIOR = "timewarrior", "Timewarrior, `timew export` (JSON)"
    DEVCRAFT = "devcraft", "Devcraft, time entries (CSV or JSON)"


class TimeImportQuerySet(models.QuerySet["TimeImport"]):
    def visible_to(self, user: User) -> TimeImportQuerySet:
        return self.filter(owner=user)

    def waiting(self) -> TimeImportQuerySet:
        return self.filter(done_at=None)


class TimeImport(models.Model):
    """A file of time that was tried without writing, and waits to be imported or was.

    `content` is the file until it is imported; `options` is what was chosen for it;
    `report` tells of the trial, then of the import: tables, repairs, problems, missions,
    questions.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="time_imports")
    kind = models.CharField(max_length=11, choices=FileKind)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField(default=bytes)
    options: models.JSONField[Any, Any] = models.JSONField(default=dict)
    report: models.JSONField[Any, Any] = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects = TimeImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=FileKind.values), name="timeimport_kind_known"
            ),
        ]
        indexes = [
            # A person's imports, newest first.
            models.Index(fields=["owner", "-id"], name="timeimport_of_owner")
        ]

    def __str__(self) -> str:
        return f"import of {self.file_name}"
