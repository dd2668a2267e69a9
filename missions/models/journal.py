from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from devcraft import clock
from missions import awards, moods

if TYPE_CHECKING:
    from devcraft.models import User


class MemoryCategory(models.TextChoices):
    PREFERENCE = "preference", "Preference"
    HABIT = "habit", "Habit"
    GOAL = "goal", "Goal"
    FACT = "fact", "Fact"
    PATTERN = "pattern", "Pattern"


class MemoryQuerySet(models.QuerySet["Memory"]):
    def visible_to(self, user: User) -> MemoryQuerySet:
        return self.filter(owner=user)

    def kept(self) -> MemoryQuerySet:
        return self.filter(trashed_at=None)

    def trashed(self) -> MemoryQuerySet:
        return self.filter(trashed_at__isnull=False)


class Memory(models.Model):
    """What agents may know of a person: one value per category and key, the trash apart."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memories")
    category = models.CharField(max_length=10, choices=MemoryCategory)
    key = models.CharField(max_length=200)
    value = models.TextField()
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    trashed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MemoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "memories"
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=MemoryCategory.values),
                name="memory_category_known",
                violation_error_message=(
                    "Category must be preference, habit, goal, fact or pattern."
                ),
            ),
            models.UniqueConstraint(
                fields=["owner", "category", "key"],
                condition=Q(trashed_at=None),
                name="memory_key_taken_once",
                violation_error_message="This key already has a value in its category.",
            ),
        ]
        indexes = [
            # What a person's agents may know, the last changed first.
            models.Index(fields=["owner", "-updated_at", "-id"], name="memory_newest")
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.key}"


class JournalQuerySet(models.QuerySet["Journal"]):
    def visible_to(self, user: User) -> JournalQuerySet:
        """Own entries, the trash included; an entry is nobody else's to read."""
        return self.filter(owner=user)

    def kept(self) -> JournalQuerySet:
        return self.filter(trashed_at=None)

    def trashed(self) -> JournalQuerySet:
        return self.filter(trashed_at__isnull=False)


class Journal(models.Model):
    """A reflection with tags and a mood, about one local day.

    `mood` is a step of `missions.moods` or the words that an import brought. `revision`
    counts the edits; the text before each of them is a `JournalVersion`.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="journal_entries"
    )
    content = models.TextField()
    tags: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    mood = models.CharField(max_length=40, default="", blank=True)
    created_at = models.DateTimeField(default=clock.now)
    day = models.DateField()
    revision = models.PositiveIntegerField(default=0, editable=False)
    creation_token = models.CharField(max_length=64, default="", blank=True, editable=False)
    trashed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = JournalQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "journal"
        constraints = [
            models.CheckConstraint(condition=~Q(content=""), name="journal_content_given"),
            models.UniqueConstraint(
                fields=["owner", "creation_token"],
                condition=~Q(creation_token=""),
                name="journal_written_once_per_token",
            ),
        ]
        indexes = [
            # The journal, newest first.
            models.Index(fields=["owner", "-created_at", "-id"], name="journal_newest"),
            # The entries of a day and of a month, and the moods of days.
            models.Index(fields=["owner", "day", "id"], name="journal_of_day"),
            # The trash page.
            models.Index(
                fields=["owner", "-trashed_at", "-id"],
                condition=Q(trashed_at__isnull=False),
                name="journal_in_trash",
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("journal:entry_detail", args=[self.pk])

    @property
    def mood_step(self) -> int | None:
        """1 to 5; None without a mood and for words of an import."""
        return moods.step_of(self.mood)


class AppConfig(models.Model):
    """Key and value settings; a value is JSON text. `xp_awards` is the award table."""

    key = models.CharField(max_length=200, primary_key=True)
    value = models.TextField()
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "setting"

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        if self.key == awards.CONFIG_KEY:
            try:
                awards.parse(self.value)
            except awards.BadAwardTable as error:
                raise ValidationError({"value": str(error)}) from error


class CuratorStatus(models.TextChoices):
    RUNNING = "running", "Running"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"


class CuratorLog(models.Model):
    """One run of the curator agent. Shown; never a usage fact."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="curator_logs",
    )
    status = models.CharField(max_length=9, choices=CuratorStatus, default=CuratorStatus.RUNNING)
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    duration_ms = models.BigIntegerField(null=True, blank=True)
    tokens_in = models.BigIntegerField(default=0)
    tokens_out = models.BigIntegerField(default=0)
    missions_processed = models.IntegerField(default=0)
    missions_enriched = models.IntegerField(default=0)
    mission_results = models.TextField(default="", blank=True)
    error = models.TextField(default="", blank=True)

    class Meta:
        verbose_name = "curator run"
        verbose_name_plural = "curator runs"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=CuratorStatus.values), name="curatorlog_status_known"
            ),
            models.CheckConstraint(
                condition=Q(tokens_in__gte=0, tokens_out__gte=0),
                name="curatorlog_tokens_not_negative",
            ),
        ]
        indexes = [
            # The log, newest first.
            models.Index(fields=["owner", "-started_at", "-id"], name="curatorlog_newest")
        ]

    def __str__(self) -> str:
        return f"curator run {self.pk}"
