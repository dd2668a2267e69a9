"""Sums of the ledger, kept in the same transaction; `verify_usage` recomputes them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from agents.models.usage import Tokens
from devcraft.constraints import one_of


class Sums(Tokens):
    """Figures of many requests. `unpriced` counts those whose cost is unknown."""

    requests = models.BigIntegerField(default=0)
    cost_pico = models.BigIntegerField(default=0)
    unpriced = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class TokenBurn(Sums):
    """Document 1's hourly roll-up. `window` is a UTC hour such as 2026-03-28T14."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="token_burns", db_index=False
    )
    window = models.CharField(max_length=13)
    source = models.CharField(max_length=120)
    provider = models.CharField(max_length=80)
    model = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "window", "source", "provider", "model"],
                name="tokenburn_once_per_hour",
            )
        ]

    def __str__(self) -> str:
        return f"{self.window} {self.source} {self.model}"


class TotalKind(models.TextChoices):
    """What a total is about; `subject` names which one."""

    ALL = "all", "Everything"
    MODEL = "model", "Model"
    PROJECT = "project", "Project"
    SESSION = "session", "Session"
    AGENT = "agent", "Agent"
    MISSION = "mission", "Mission"
    ASSUMED = "assumed", "Assumed part of a mission"
    LINK = "link", "Assigned, assumed or unassigned"
    PROVIDER = "provider", "Provider"
    BRANCH = "branch", "Branch"
    ACTOR = "actor", "Who was at work"


class UsageTotal(Sums):
    """Figures of one subject in one half-hour of UTC, such as 2026-03-28T14:30.

    Half-hours, so that days of zones such as India's can be summed from them.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="usage_totals", db_index=False
    )
    kind = models.CharField(max_length=8, choices=TotalKind)
    subject = models.CharField(max_length=400, default="", blank=True)
    slot = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "slot", "subject"], name="usagetotal_once_per_slot"
            ),
            models.CheckConstraint(
                condition=one_of("kind", TotalKind.values), name="usagetotal_kind_known"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "kind", "subject", "slot"], name="usagetotal_of_subject")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.slot}"
