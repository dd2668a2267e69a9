from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.urls import reverse

from devcraft import clock
from missions import criteria, scoring

if TYPE_CHECKING:
    from devcraft.models import User

LEVEL_NAMES = (
    "para",
    "pashyanti",
    "madhyama",
    "vaikhari",
    "built",
    "reviewed",
    "tested",
    "gamertested",
    "carbontested",
)
NAME_LENGTH = 500


class Status(models.TextChoices):
    TODO = "todo", "To do"
    WIP = "wip", "In progress"
    DONE = "done", "Done"
    ARCHIVED = "archived", "Archived"


class Horizon(models.TextChoices):
    UNSET = "", "None"
    OPEN = "open", "Open"
    FIXED = "fixed", "Time box"


class ExecutionMode(models.TextChoices):
    UNSET = "", "Not chosen"
    CRISPR = "crispr", "crispr (touches the running app)"
    BUILDER = "builder", "builder (files outside the app)"


class Origin(models.TextChoices):
    NATIVE = "native", "Made here"
    IMPORTED = "imported", "Imported"


class MissionQuerySet(models.QuerySet["Mission"]):
    def visible_to(self, user: User) -> MissionQuerySet:
        """Own and shared missions, those in the trash included."""
        return self.filter(Q(owner=user) | Q(owner=None))

    def kept(self) -> MissionQuerySet:
        return self.filter(trashed_at=None)

    def trashed(self) -> MissionQuerySet:
        return self.filter(trashed_at__isnull=False)

    def awaiting_answer(self) -> MissionQuerySet:
        return self.kept().filter(awaiting_answer_at__isnull=False)


def factor_field(name: str) -> models.DecimalField[Decimal, Decimal]:
    return models.DecimalField(
        name,
        max_digits=4,
        decimal_places=2,
        default=Decimal(5),
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )


def percent_field(name: str) -> models.FloatField[float | None, float | None]:
    return models.FloatField(
        name, null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )


def _between(field: str, least: float, most: float) -> models.CheckConstraint:
    label = field.replace("_", " ")
    return models.CheckConstraint(
        condition=Q(**{f"{field}__gte": least, f"{field}__lte": most}),
        name=f"mission_{field}_in_range",
        violation_error_message=(f"{label.capitalize()} must be between {least} and {most}."),
    )


class Mission(models.Model):
    """The atomic unit of work (document 1).

    `started_at`, `ended_at`, `actual_seconds`, `is_paused`, `paused_at` and
    `total_paused_ms` are written only by `missions.timekeeping`; `score` only by
    `missions.ledger`.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="missions",
        help_text="Empty: shared with everyone signed in.",
    )
    name = models.CharField(max_length=NAME_LENGTH)
    description = models.TextField(default="", blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.TODO)
    archived_from = models.CharField(
        max_length=8, choices=Status, default="", blank=True, editable=False
    )
    queue_position = models.PositiveIntegerField(null=True, blank=True, editable=False)

    urgency = factor_field("urgency")
    easiness = factor_field("easiness")
    impact = factor_field("impact")
    priority = models.GeneratedField(
        expression=Cast(F("urgency") * F("easiness") * F("impact"), models.FloatField())
        / models.Value(scoring.PRIORITY_DIVISOR, output_field=models.FloatField()),
        output_field=models.FloatField(),
        db_persist=True,
    )
    valor = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(2)],
    )
    score = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)

    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    actual_seconds = models.BigIntegerField(default=0, editable=False)
    is_paused = models.BooleanField(default=False, editable=False)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    total_paused_ms = models.BigIntegerField(default=0, editable=False)
    stretch = models.PositiveIntegerField(default=1, editable=False)
    timer_version = models.PositiveIntegerField(default=0, editable=False)

    horizon = models.CharField(max_length=5, choices=Horizon, default=Horizon.UNSET, blank=True)
    target_seconds = models.PositiveIntegerField(null=True, blank=True)
    is_irl = models.BooleanField("offline (IRL)", default=False)

    maturity_level = models.PositiveSmallIntegerField(default=0, editable=False)
    assigned_to = models.CharField(max_length=80, default="", blank=True)
    execution_mode = models.CharField(
        max_length=7, choices=ExecutionMode, default=ExecutionMode.UNSET, blank=True
    )
    carbon_description = models.TextField("human words", default="", blank=True)
    silicon_description = models.TextField("technical spec", default="", blank=True)
    acceptance_criteria = models.TextField(default="", blank=True)
    flawless_percent = percent_field("flawless %")
    reviewer_score = percent_field("reviewer score")
    tester_score = percent_field("tester score")
    gamer_score = percent_field("gamer score")
    gamer_verdict = models.CharField(max_length=40, default="", blank=True)
    curator_queue_position = models.IntegerField(null=True, blank=True, editable=False)
    execution_phase = models.CharField(max_length=40, default="", blank=True)
    execution_round = models.IntegerField(default=0)
    awaiting_answer_at = models.DateTimeField(null=True, blank=True, editable=False)

    image_url = models.TextField(default="", blank=True)
    dharma_path = models.CharField(max_length=200, default="", blank=True)
    quest_name = models.CharField(max_length=200, default="", blank=True)

    origin = models.CharField(max_length=8, choices=Origin, default=Origin.NATIVE, editable=False)
    creation_token = models.CharField(max_length=64, default="", blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    trashed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="mission_name_given",
                violation_error_message="Name is needed.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values),
                name="mission_status_known",
                violation_error_message="Status must be todo, wip, done or archived.",
            ),
            models.CheckConstraint(
                condition=Q(horizon__in=Horizon.values),
                name="mission_horizon_known",
                violation_error_message="Horizon must be open, fixed or empty.",
            ),
            models.CheckConstraint(
                condition=Q(execution_mode__in=ExecutionMode.values),
                name="mission_execution_mode_known",
                violation_error_message="Execution mode must be crispr, builder or empty.",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="mission_origin_known"
            ),
            _between("urgency", 1, 10),
            _between("easiness", 1, 10),
            _between("impact", 1, 10),
            _between("maturity_level", 0, 8),
            _between("valor", 0, 2),
            _between("flawless_percent", 0, 100),
            _between("reviewer_score", 0, 100),
            _between("tester_score", 0, 100),
            _between("gamer_score", 0, 100),
            models.CheckConstraint(
                condition=Q(archived_from__in=("", Status.TODO, Status.DONE))
                & (
                    Q(status=Status.ARCHIVED, archived_from__gt="")
                    | (~Q(status=Status.ARCHIVED) & Q(archived_from=""))
                ),
                name="mission_archived_knows_from_where",
            ),
            models.CheckConstraint(
                condition=Q(queue_position=None)
                | Q(
                    status=Status.TODO,
                    trashed_at=None,
                    owner__isnull=False,
                    queue_position__gte=1,
                ),
                name="mission_only_todo_is_queued",
                violation_error_message="Only an own mission to do can stand in the queue.",
            ),
            models.CheckConstraint(
                condition=Q(is_paused=False) | Q(status=Status.WIP),
                name="mission_only_wip_is_paused",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None) | Q(is_paused=True),
                name="mission_paused_at_means_paused",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.WIP) | Q(trashed_at=None),
                name="mission_in_trash_is_not_wip",
            ),
            models.CheckConstraint(
                condition=Q(origin=Origin.IMPORTED)
                | (Q(status=Status.DONE) | Q(status=Status.ARCHIVED, archived_from=Status.DONE))
                & Q(ended_at__isnull=False, score__isnull=False, valor__isnull=False)
                | (
                    Q(status__in=(Status.TODO, Status.WIP))
                    | Q(status=Status.ARCHIVED, archived_from=Status.TODO)
                )
                & Q(ended_at=None, score=None),
                name="mission_done_has_end_and_score",
            ),
            models.CheckConstraint(
                condition=Q(actual_seconds__gte=0, total_paused_ms__gte=0),
                name="mission_time_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(target_seconds=None) | Q(target_seconds__gte=1),
                name="mission_target_positive",
                violation_error_message="Time box must be at least one second.",
            ),
            models.UniqueConstraint(
                fields=["owner", "queue_position"],
                condition=Q(queue_position__isnull=False),
                name="mission_queue_place_taken_once",
            ),
            models.UniqueConstraint(
                fields=["owner", "creation_token"],
                condition=~Q(creation_token=""),
                name="mission_created_once_per_token",
            ),
        ]
        indexes = [
            # Board and list by priority, age and end, one status at a time.
            models.Index(
                "owner",
                "status",
                F("priority").desc(),
                F("id").desc(),
                condition=Q(trashed_at=None),
                name="mission_by_priority",
            ),
            models.Index(
                "owner",
                "status",
                F("created_at").desc(),
                F("id").desc(),
                condition=Q(trashed_at=None),
                name="mission_by_age",
            ),
            models.Index(
                "owner",
                "status",
                F("ended_at").desc(),
                F("id").desc(),
                condition=Q(trashed_at=None),
                name="mission_by_end",
            ),
            # "What waits for my answer", and its count in the bell.
            models.Index(
                fields=["owner", "awaiting_answer_at"],
                condition=Q(awaiting_answer_at__isnull=False, trashed_at=None),
                name="mission_awaiting_answer",
            ),
            # What was paused last, and whether anything was today.
            models.Index(
                fields=["owner", "-paused_at"],
                condition=Q(is_paused=True, trashed_at=None),
                name="mission_by_pause",
            ),
            # The trash page.
            models.Index(
                fields=["owner", "-trashed_at", "-id"],
                condition=Q(trashed_at__isnull=False),
                name="mission_in_trash",
            ),
            # Filter by person; a rare one must not walk the whole board.
            models.Index(
                "owner",
                "status",
                "assigned_to",
                F("priority").desc(),
                F("id").desc(),
                condition=Q(trashed_at=None),
                name="mission_by_person",
            ),
            # Filter by quest.
            models.Index(
                fields=["owner", "quest_name"],
                condition=~Q(quest_name=""),
                name="mission_by_quest",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("missions:mission_detail", args=[self.pk])

    @property
    def level_name(self) -> str:
        return LEVEL_NAMES[self.maturity_level]

    @property
    def exact_priority(self) -> Decimal:
        return scoring.priority(self.urgency, self.easiness, self.impact)

    @property
    def is_running(self) -> bool:
        return self.status == Status.WIP and not self.is_paused

    @property
    def is_done(self) -> bool:
        """Done, or archived as such: its score stands."""
        return Status.DONE in (self.status, self.archived_from)

    @property
    def is_in_trash(self) -> bool:
        return self.trashed_at is not None

    @property
    def acceptance_checks(self) -> list[criteria.Criterion]:
        return criteria.parse(self.acceptance_criteria)

    def overtime_seconds(self, elapsed: int) -> int | None:
        """Seconds beyond the time box, negative while inside; None without one."""
        if self.horizon != Horizon.FIXED or not self.target_seconds:
            return None
        return elapsed - self.target_seconds
