"""What exporters of OpenTelemetry sent, and how far cumulative series have come."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from devcraft.models import ClientKey, User


class SignalKind(models.TextChoices):
    TRACES = "traces", "Traces"
    LOGS = "logs", "Logs"
    METRICS = "metrics", "Metrics"


class PostQuerySet(models.QuerySet["TelemetryPost"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owner=user)


class TelemetryPost(models.Model):
    """One post of an exporter and what became of it. Only the newest of an owner are kept.

    `size` and `sent` are bytes unpacked and as sent. `read` counts items by what they are,
    `ignored` counts names that mean nothing here, `problems` are sentences about what was
    rejected. `lag_ms` is how long the newest item was under way, if the clocks agree.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="telemetry_posts", db_index=False
    )
    key = models.ForeignKey(ClientKey, models.SET_NULL, null=True, related_name="telemetry_posts")
    at = models.DateTimeField()
    signal = models.CharField(max_length=8, choices=SignalKind)
    encoding = models.CharField(max_length=40, default="", blank=True)
    status = models.PositiveSmallIntegerField()
    sent = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)
    sources = models.CharField(max_length=200, default="", blank=True)
    read: models.JSONField[Any, Any] = models.JSONField(default=dict)
    ignored: models.JSONField[Any, Any] = models.JSONField(default=dict)
    problems: models.JSONField[Any, Any] = models.JSONField(default=list)
    lag_ms = models.BigIntegerField(null=True)
    took_ms = models.PositiveIntegerField(default=0)
    mapping = models.PositiveSmallIntegerField(default=0)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signal__in=SignalKind.values),
                name="telemetrypost_signal_known",
                violation_error_message="Signal must be traces, logs or metrics.",
            )
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="telemetrypost_of_owner")]

    def __str__(self) -> str:
        return f"{self.signal} {self.status} {self.at}"


class MetricSeries(models.Model):
    """The last value of a series that counts from its start, so that growth can be told."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="metric_series", db_index=False
    )
    digest = models.CharField(max_length=64)
    begin_ns = models.BigIntegerField()
    at_ns = models.BigIntegerField()
    value = models.FloatField()

    class Meta:
        verbose_name_plural = "metric series"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "digest"],
                name="metricseries_once",
                violation_error_message="This series is already known.",
            )
        ]

    def __str__(self) -> str:
        return self.digest
