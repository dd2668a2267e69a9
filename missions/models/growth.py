from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from devcraft import clock
from missions import levels
from missions.models.missions import Mission

if TYPE_CHECKING:
    from devcraft.models import User


MOST_QUIET_MINUTES = 24 * 60


class ProfileManager(models.Manager["Profile"]):
    def of(self, user: User) -> Profile:
        """The profile of USER, made under their sign-in name when there is none."""
        names = {"display_name": user.username[:30]}
        return self.get_or_create(owner=user, defaults=names)[0]


SWITCHES = (
    "shows_level",
    "shows_aura",
    "shows_streak",
    "shows_score",
    "shows_score_heatmap",
    "tells_level_ups",
)
"""The elements of the game that a person may switch off; nothing they earned depends on it."""
NEWS = ("tells_questions", "tells_budgets", "tells_quiet_clock", "tells_long_runs")
"""The kinds of news that may be told outside the page, where a browser was allowed to."""
OUTSIDE = ("shows_clock_in_tab", *NEWS)


class Profile(models.Model):
    """Who a person is on this desk, and what the XP ledger adds up to."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="profile")
    display_name = models.CharField(max_length=30, default="Player 1")
    bio = models.CharField(max_length=200, default="", blank=True)
    avatar_url = models.TextField(default="", blank=True, editable=False)
    avatar_3d_url = models.TextField(default="", blank=True, editable=False)
    total_xp = models.BigIntegerField(default=0, editable=False)
    level = models.PositiveSmallIntegerField(default=1, editable=False)
    aura = models.IntegerField(default=0, editable=False)
    aura_on = models.DateField(null=True, blank=True, editable=False)
    last_login_date = models.CharField(max_length=10, default="", blank=True, editable=False)
    timer_version = models.PositiveBigIntegerField(default=0, editable=False)
    quiet_minutes = models.PositiveSmallIntegerField(
        "minutes without a sign of work",
        default=20,
        help_text="After so many the running clock is asked about; 0 never asks.",
    )
    shows_level = models.BooleanField("XP and level", default=True)
    shows_aura = models.BooleanField("aura", default=True)
    shows_streak = models.BooleanField("streak", default=True)
    shows_score = models.BooleanField("points and scores", default=True)
    shows_score_heatmap = models.BooleanField("points on the year's heatmap", default=True)
    tells_level_ups = models.BooleanField("a message at a new level", default=True)
    shows_clock_in_tab = models.BooleanField(
        "the running clock in the tab’s title and icon", default=True
    )
    tells_questions = models.BooleanField("an agent asks me something", default=True)
    tells_budgets = models.BooleanField("a budget is close to its limit or spent", default=True)
    tells_quiet_clock = models.BooleanField("a running clock has no sign of work", default=True)
    tells_long_runs = models.BooleanField(
        "an agent is done after five minutes or more", default=True
    )
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    objects = ProfileManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(total_xp__gte=0), name="profile_xp_not_negative"),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=levels.TOP_LEVEL),
                name="profile_level_in_range",
            ),
            models.CheckConstraint(
                condition=Q(quiet_minutes__lte=MOST_QUIET_MINUTES),
                name="profile_quiet_minutes_within_day",
                violation_error_message=(
                    "Minutes without a sign of work must be at most 1440, the length of a day."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def switched_off(self) -> list[str]:
        """The names of the elements that this person does not want to see."""
        fields = [field for field in self._meta.fields if field.name in SWITCHES]
        return [str(field.verbose_name) for field in fields if not getattr(self, field.name)]

    @property
    def tells_anything(self) -> bool:
        return any(getattr(self, name) for name in NEWS)

    @property
    def standing(self) -> levels.Standing:
        return levels.standing(self.total_xp)


class ScoreKind(models.TextChoices):
    COMPLETION = "completion", "Completed"
    CORRECTION = "correction", "Corrected"
    REOPENING = "reopening", "Reopened"


class ScoreEntry(models.Model):
    """One line of the score ledger: the factors as they were, and the difference made.

    Append-only. `score` is what the mission is worth after this line, `delta` the step
    from the line before; a mission's score is its last line's. `day` is the local day
    that the points count for.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="score_entries"
    )
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="score_entries")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=ScoreKind)
    at = models.DateTimeField()
    day = models.DateField()
    seconds = models.BigIntegerField()
    valor = models.DecimalField(max_digits=3, decimal_places=2)
    urgency = models.DecimalField(max_digits=4, decimal_places=2)
    easiness = models.DecimalField(max_digits=4, decimal_places=2)
    impact = models.DecimalField(max_digits=4, decimal_places=2)
    score = models.DecimalField(max_digits=16, decimal_places=4)
    delta = models.DecimalField(max_digits=16, decimal_places=4)
    reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        verbose_name = "score line"
        verbose_name_plural = "score ledger"
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "sequence"], name="scoreentry_sequence_taken_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ScoreKind.values), name="scoreentry_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=ScoreKind.REOPENING, score=0) | ~Q(kind=ScoreKind.REOPENING),
                name="scoreentry_reopening_is_worth_nothing",
            ),
        ]
        indexes = [
            # Points of a local day, and the rows behind a bar of the chart.
            models.Index(fields=["owner", "day", "id"], name="scoreentry_of_day")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of mission {self.mission_id}"


class XpEntry(models.Model):
    """One line of the XP ledger; append-only. `key` makes every award unique."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="xp_entries")
    key = models.CharField(max_length=120)
    action = models.CharField(max_length=40)
    amount = models.BigIntegerField()
    aura = models.IntegerField(default=0, help_text="Aura brought in; it decays.")
    at = models.DateTimeField()
    day = models.DateField()
    mission = models.ForeignKey(
        Mission, models.PROTECT, null=True, blank=True, related_name="xp_entries"
    )
    reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        verbose_name = "XP line"
        verbose_name_plural = "XP ledger"
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="xpentry_paid_once"),
        ]
        indexes = [
            # The ledger page, newest first.
            models.Index(fields=["owner", "-id"], name="xpentry_newest"),
            models.Index(fields=["owner", "day"], name="xpentry_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} XP for {self.action}"
