"""The ledger: one row per billed request, and what was changed in it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from agents.models.links import LinkRank
from agents.models.prices import PriceVersion
from agents.models.runs import Run
from devcraft.constraints import one_of
from devcraft.models import User
from missions.models import Mission

PICO = 10**12
"""Money is kept in whole millionths of a millionth of a dollar, so sums are exact."""


class CostSource(models.TextChoices):
    BOOK = "book", "From the price book"
    PROVIDED = "provided", "Stated by the log"
    FREE = "free", "Made without a model"
    UNKNOWN = "unknown", "Unknown"


class Road(models.TextChoices):
    """How a copy of a request reached us, the best first."""

    OWN = "own", "Own journal"
    LOG = "log", "Session log"
    EVENT = "event", "Log event"
    SPAN = "span", "Span"
    METRIC = "metric", "Metric"
    HOURLY = "hourly", "Hourly sum"


class Tokens(models.Model):
    """Token counts that never overlap: input without what came from or went to a cache.

    `reasoning_tokens` is the part of `output_tokens` that was reasoning.
    """

    input_tokens = models.BigIntegerField(default=0)
    cache_read_tokens = models.BigIntegerField(default=0)
    cache_write_5m_tokens = models.BigIntegerField(default=0)
    cache_write_1h_tokens = models.BigIntegerField(default=0)
    output_tokens = models.BigIntegerField(default=0)
    reasoning_tokens = models.BigIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def cache_write_tokens(self) -> int:
        return self.cache_write_5m_tokens + self.cache_write_1h_tokens

    @property
    def total_tokens(self) -> int:
        return (
            self.input_tokens
            + self.cache_read_tokens
            + self.cache_write_tokens
            + self.output_tokens
        )


class UsageEventQuerySet(models.QuerySet["UsageEvent"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owner=user).counted()

    def counted(self) -> Self:
        """Without what other facts tell better."""
        return self.filter(is_counted=True)


class UsageEvent(Tokens):
    """One billed request, whichever road it was seen on.

    `key` says which request it is (agents.usage.facts); `cost_pico` is the cost that
    counts, null while unknown. `rank` says how sure the mission is (LinkRank). `road` is
    the one that the figures came by, `roads` are all that told of the request, the best
    first. A metric point sums a stretch that began at `since`. What other facts tell
    better is not `is_counted`. Every index slows imports down, so foreign keys have none
    of their own.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="usage", db_index=False
    )
    provider = models.CharField(max_length=80)
    key = models.CharField(max_length=400)
    request_id = models.CharField(max_length=200, default="", blank=True)
    message_id = models.CharField(max_length=200, default="", blank=True)
    at = models.DateTimeField()
    slot = models.CharField(max_length=16)
    model = models.CharField(max_length=200)
    speed = models.CharField(max_length=20, default="", blank=True)
    is_sidechain = models.BooleanField(default=False)

    provided_pico = models.BigIntegerField(null=True)
    calculated_pico = models.BigIntegerField(null=True)
    cost_pico = models.BigIntegerField(null=True)
    cost_source = models.CharField(max_length=8, choices=CostSource)
    price = models.ForeignKey(
        PriceVersion, models.PROTECT, null=True, related_name="events", db_index=False
    )

    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="events", db_index=False)
    session = models.CharField(max_length=200, default="", blank=True)
    project = models.CharField(max_length=400, default="", blank=True)
    branch = models.CharField(max_length=250, default="", blank=True)
    mission = models.ForeignKey(
        Mission, models.PROTECT, null=True, blank=True, related_name="usage", db_index=False
    )
    rank = models.PositiveSmallIntegerField(choices=LinkRank, default=LinkRank.NONE)

    seen_via = models.CharField(max_length=40)
    flags = models.CharField(max_length=200, default="", blank=True)
    source_path = models.CharField(max_length=1000, default="", blank=True)
    source_offset = models.BigIntegerField(default=0)
    road = models.CharField(max_length=8, choices=Road, default=Road.LOG, db_default=Road.LOG)
    roads = models.CharField(max_length=60, default=Road.LOG, db_default=Road.LOG)
    trace_id = models.CharField(max_length=32, default="", db_default="", blank=True)
    span_id = models.CharField(max_length=16, default="", db_default="", blank=True)
    since = models.DateTimeField(null=True, blank=True)
    is_counted = models.BooleanField(default=True, db_default=True)

    objects = UsageEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "provider", "key"],
                name="usageevent_once_per_request",
                violation_error_message="This request is already in the ledger.",
            ),
            models.CheckConstraint(
                condition=Q(
                    input_tokens__gte=0,
                    cache_read_tokens__gte=0,
                    cache_write_5m_tokens__gte=0,
                    cache_write_1h_tokens__gte=0,
                    output_tokens__gte=0,
                    reasoning_tokens__gte=0,
                ),
                name="usageevent_tokens_not_negative",
                violation_error_message="Tokens must not be negative.",
            ),
            models.CheckConstraint(
                condition=one_of("cost_source", CostSource.values),
                name="usageevent_cost_source_known",
                violation_error_message="Source of the cost must be a known one.",
            ),
            models.CheckConstraint(
                condition=one_of("road", Road.values),
                name="usageevent_road_known",
                violation_error_message="The road that a request came by must be a known one.",
            ),
            models.CheckConstraint(
                condition=one_of("rank", LinkRank.values),
                name="usageevent_rank_known",
                violation_error_message="How the mission was found must be a known way.",
            ),
            models.CheckConstraint(
                condition=Q(cost_pico=None, cost_source=CostSource.UNKNOWN)
                | (
                    Q(cost_pico__isnull=False, cost_pico__gte=0)
                    & ~Q(cost_source=CostSource.UNKNOWN)
                ),
                name="usageevent_cost_known_or_said_unknown",
                violation_error_message="A cost is known from a source, or said to be unknown.",
            ),
            models.CheckConstraint(
                condition=Q(mission=None, rank=LinkRank.NONE)
                | (Q(mission__isnull=False) & Q(rank__gt=LinkRank.NONE)),
                name="usageevent_mission_with_rank",
                violation_error_message="A mission is given together with how it was found.",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "at", "id"], name="usageevent_by_time"),
            models.Index(fields=["owner", "session", "at"], name="usageevent_of_session"),
            models.Index(fields=["owner", "project", "at"], name="usageevent_of_project"),
            models.Index(
                fields=["mission", "at"],
                condition=Q(mission__isnull=False),
                name="usageevent_of_mission",
            ),
            # What a price that is added now reaches back to.
            models.Index(
                fields=["owner", "provider", "model"],
                condition=Q(cost_pico=None),
                name="usageevent_unpriced",
            ),
            # A replayed answer is known by its message, whatever its request.
            models.Index(fields=["owner", "message_id"], name="usageevent_of_message"),
            # What telemetry tells again, which session logs have none of.
            models.Index(
                fields=["owner", "span_id"],
                condition=~Q(span_id=""),
                name="usageevent_of_span",
            ),
            models.Index(
                fields=["owner", "request_id"],
                condition=Q(is_sidechain=True),
                name="usageevent_beside",
            ),
            models.Index(
                fields=["owner", "session"],
                condition=Q(since__isnull=False),
                name="usageevent_of_metric",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"

    def get_absolute_url(self) -> str:
        return reverse("agents:request_detail", args=[self.pk])

    @property
    def flag_list(self) -> list[str]:
        return self.flags.split(",") if self.flags else []

    @property
    def road_list(self) -> list[str]:
        """Seen via: the names of all roads that told of this request, the best first."""
        return [str(Road(road).label) for road in self.roads.split(",") if road in Road.values]


class UsageRevision(models.Model):
    """A change of one fact: figures, price or key, before and after. Append-only."""

    event = models.ForeignKey(UsageEvent, models.PROTECT, related_name="revisions")
    at = models.DateTimeField(db_default=Now())
    reason = models.CharField(max_length=200)
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["event", "-id"], name="usagerevision_of_event")]

    def __str__(self) -> str:
        return f"{self.reason} {self.event_id}"
