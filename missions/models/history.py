from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from devcraft import clock
from missions.models.missions import Mission

if TYPE_CHECKING:
    from devcraft.models import User


class HistoryEntry(models.Model):
    """One line of a mission's history; append-only.

    `body` holds the document's keys beside timestamp, actor and action, as they are
    named there (curatorMsg, rating, fromLevel, …); unknown keys of imports too.
    """

    mission = models.ForeignKey(Mission, models.PROTECT, related_name="history_entries")
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    body: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        verbose_name = "history line"
        verbose_name_plural = "history lines"
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "sequence"], name="historyentry_sequence_taken_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.action}, line {self.sequence}"

    @property
    def text(self) -> str:
        """What the thread shows: the first of the document's message keys."""
        keys = ("curatorMsg", "silicondevMsg", "carbondevMsg", "message", "comment", "content")
        return next((str(self.body[key]) for key in keys if self.body.get(key)), self.action)


class NoteType(models.TextChoices):
    NOTE = "note", "Note"
    SYSTEM = "system", "System"


class Note(models.Model):
    """A remark on a mission; one row each, so that two writers never lose a line."""

    mission = models.ForeignKey(Mission, models.PROTECT, related_name="note_rows")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="notes"
    )
    at = models.DateTimeField(default=clock.now)
    type = models.CharField(max_length=6, choices=NoteType, default=NoteType.NOTE)
    message = models.TextField()
    body: models.JSONField[Any, Any] = models.JSONField(default=dict)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(type__in=NoteType.values), name="note_type_known"),
            models.CheckConstraint(
                condition=Q(type=NoteType.NOTE) | Q(removed_at=None),
                name="note_system_stays",
            ),
        ]
        indexes = [
            # A mission's notes, newest first.
            models.Index(fields=["mission", "-at", "-id"], name="note_of_mission")
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Decision(models.TextChoices):
    PENDING = "", "None"
    BUMP = "bump", "Bump"
    REFINE = "refine", "Refine"
    OTHER = "other", "Other"


class CarbonModelEntryQuerySet(models.QuerySet["CarbonModelEntry"]):
    def visible_to(self, user: User) -> CarbonModelEntryQuerySet:
        return self.filter(Q(owner=user) | Q(owner=None))

    def pending(self) -> CarbonModelEntryQuerySet:
        return self.filter(actual_response=None)


class CarbonModelEntry(models.Model):
    """A prediction of the human's answer, closed when the human gives it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="carbon_model_entries",
    )
    mission = models.ForeignKey(
        Mission, models.PROTECT, null=True, blank=True, related_name="predictions"
    )
    source_mission_id = models.BigIntegerField(null=True, blank=True)
    mission_name = models.CharField(max_length=500, default="", blank=True)
    context = models.TextField()
    predicted_response = models.TextField()
    actual_response = models.TextField(null=True, blank=True)  # noqa: DJ001 -- the document's null means "pending"
    accepted = models.BooleanField(null=True, blank=True)
    rating = models.FloatField(null=True, blank=True)
    confidence = models.FloatField(null=True, blank=True)
    decision = models.CharField(
        max_length=6, choices=Decision, default=Decision.PENDING, blank=True
    )
    created_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = CarbonModelEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "prediction"
        verbose_name_plural = "predictions"
        constraints = [
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=0, rating__lte=10),
                name="carbonmodelentry_rating_in_range",
                violation_error_message="Rating must be between 0 and 10.",
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__gte=0, confidence__lte=1),
                name="carbonmodelentry_confidence_in_range",
                violation_error_message="Confidence must be between 0 and 1.",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values),
                name="carbonmodelentry_decision_known",
            ),
            models.CheckConstraint(
                condition=Q(actual_response__isnull=False)
                | Q(accepted=None, rating=None, answered_at=None),
                name="carbonmodelentry_judged_only_when_answered",
            ),
        ]
        indexes = [
            # The open prediction of a mission.
            models.Index(
                fields=["mission", "-id"],
                condition=Q(actual_response=None),
                name="carbonmodelentry_pending",
            )
        ]

    def __str__(self) -> str:
        return f"prediction {self.pk}"
