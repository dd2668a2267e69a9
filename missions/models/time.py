from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from devcraft import clock
from missions.days import DayRule
from missions.models.missions import Mission

if TYPE_CHECKING:
    from datetime import datetime

    from devcraft.models import User

SUSPECT_SECONDS = 10 * 3600
NUDGE_SECONDS = 4 * 3600


class EntryKind(models.TextChoices):
    TIMED = "timed", "Timed"
    CLAIMED = "claimed", "Claimed"


class EntrySource(models.TextChoices):
    TIMER = "timer", "Timer"
    IRL = "irl", "Logged by hand"
    IMPORT = "import", "Import"


class CloseReason(models.TextChoices):
    RUNNING = "", "Running"
    PAUSE = "pause", "Paused"
    SWITCH = "switch", "Switched"
    SHELVE = "shelve", "Stopped"
    DISCARD = "discard", "Discarded"
    COMPLETE = "complete", "Completed"


class TimeEntryQuerySet(models.QuerySet["TimeEntry"]):
    def visible_to(self, user: User) -> TimeEntryQuerySet:
        return self.filter(owner=user)

    def counted(self) -> TimeEntryQuerySet:
        return self.filter(discarded_at=None)

    def running(self) -> TimeEntryQuerySet:
        """Entries whose clock runs. Claimed ones never have a start."""
        return self.counted().filter(started_at__isnull=False, ended_at=None)


class TimeEntry(models.Model):
    """One piece of time: a half-open interval, or seconds claimed for a local day."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="time_entries")
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="time_entries")
    kind = models.CharField(max_length=7, choices=EntryKind, default=EntryKind.TIMED)
    source = models.CharField(max_length=6, choices=EntrySource, default=EntrySource.TIMER)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    claimed_on = models.DateField(null=True, blank=True)
    claimed_seconds = models.BigIntegerField(null=True, blank=True)
    close_reason = models.CharField(
        max_length=8, choices=CloseReason, default=CloseReason.RUNNING, blank=True
    )
    is_backdated = models.BooleanField(
        default=False, help_text="The end was typed in, not taken from the server's clock."
    )
    stretch = models.PositiveIntegerField(default=1)
    zone = models.CharField(max_length=64)
    day_start_hour = models.PositiveSmallIntegerField(default=0)
    discarded_at = models.DateTimeField(null=True, blank=True)
    kept_sign_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="The last sign of work when its time was kept without a later one.",
    )
    created_at = models.DateTimeField(default=clock.now)

    objects = TimeEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "time entry"
        verbose_name_plural = "time entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind=EntryKind.TIMED,
                    started_at__isnull=False,
                    claimed_on=None,
                    claimed_seconds=None,
                )
                | Q(
                    kind=EntryKind.CLAIMED,
                    started_at=None,
                    ended_at=None,
                    claimed_on__isnull=False,
                    claimed_seconds__gte=0,
                ),
                name="timeentry_timed_or_claimed",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="timeentry_ends_after_start",
                violation_error_message="The end must not lie before the start.",
            ),
            models.CheckConstraint(
                condition=Q(close_reason__in=CloseReason.values),
                name="timeentry_close_reason_known",
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.CLAIMED, close_reason="")
                | Q(kind=EntryKind.TIMED, ended_at=None, close_reason="")
                | Q(kind=EntryKind.TIMED, ended_at__isnull=False, close_reason__gt=""),
                name="timeentry_closed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(source__in=EntrySource.values), name="timeentry_source_known"
            ),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(started_at__isnull=False, ended_at=None, discarded_at=None),
                name="timeentry_one_running_per_owner",
                violation_error_message="Another mission is already running.",
            ),
        ]
        indexes = [
            # The overlap guard's look at the neighbour, and a person's last entry. No
            # condition on kind: SQLite cannot match it with a query's parameter.
            models.Index(
                fields=["owner", "started_at"],
                condition=Q(discarded_at=None),
                name="timeentry_by_start",
            ),
            # Claimed time of a day, and the list of it.
            models.Index(
                fields=["owner", "claimed_on"],
                condition=Q(discarded_at=None, claimed_on__isnull=False),
                name="timeentry_by_claimed_day",
            ),
            # A mission's entries, newest first.
            models.Index(fields=["mission", "-id"], name="timeentry_of_mission"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} entry {self.pk}"

    @property
    def is_running(self) -> bool:
        return self.kind == EntryKind.TIMED and self.ended_at is None and self.discarded_at is None

    @property
    def begun(self) -> datetime:
        """The start of a timed entry; a claimed one has none."""
        if self.started_at is None:
            raise ValueError(f"{self} has no start")
        return self.started_at

    @property
    def day_rule(self) -> DayRule:
        return DayRule(self.zone, self.day_start_hour)

    def seconds_at(self, now: datetime) -> int:
        """Whole seconds that this entry holds, up to NOW while it runs.

        Never negative: a server clock that stepped back shows zero, not less.
        """
        if self.kind == EntryKind.CLAIMED:
            return self.claimed_seconds or 0
        end = self.ended_at or now
        return max(0, int((end - self.begun).total_seconds()))

    def is_suspect_at(self, now: datetime) -> bool:
        """So long without a break that the timer was probably forgotten."""
        return self.kind == EntryKind.TIMED and self.seconds_at(now) >= SUSPECT_SECONDS


class DayTotal(models.Model):
    """Seconds of one mission on one local day of one person, kept with the entries."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="day_totals")
    day = models.DateField()
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="day_totals")
    timed_seconds = models.BigIntegerField(default=0)
    claimed_seconds = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "day", "mission"], name="daytotal_once_per_day_and_mission"
            ),
            models.CheckConstraint(
                condition=Q(timed_seconds__gte=0, claimed_seconds__gte=0),
                name="daytotal_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} of mission {self.mission_id}"


class LocalDay(models.Model):
    """What one local day of one person came to: the rows behind charts and streaks."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="local_days")
    day = models.DateField()
    timed_seconds = models.BigIntegerField(default=0)
    claimed_seconds = models.BigIntegerField(default=0)
    score = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    imported_score = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    done_count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "day"], name="localday_once_per_day"),
            models.CheckConstraint(
                condition=Q(timed_seconds__gte=0, claimed_seconds__gte=0, done_count__gte=0),
                name="localday_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} of user {self.owner_id}"


class TimerAct(models.Model):
    """One act on the clock: the idempotency key, and what undo needs to put it back.

    `before` holds the earlier values of every row that the act touched:
    {"missions": {id: {field: value}}, "entries": {id: {field: value} or null}}; null
    marks a row that the act made. `after` holds each mission's timer version, by which
    undo sees that nothing happened since.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="timer_acts")
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="timer_acts")
    act = models.CharField(max_length=12)
    at = models.DateTimeField()
    token = models.CharField(max_length=64, default="", blank=True)
    before: models.JSONField[Any, Any] = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after: models.JSONField[Any, Any] = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "token"],
                condition=~Q(token=""),
                name="timeract_token_used_once",
            ),
        ]
        indexes = [
            # The last act that can be undone.
            models.Index(
                fields=["owner", "-id"],
                condition=Q(undone_at=None),
                name="timeract_last",
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} of mission {self.mission_id}"
