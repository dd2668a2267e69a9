"""The price book: versions of prices that are only ever added."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

ALWAYS = date(1970, 1, 1)
"""`valid_from` of a price without a known beginning."""


class TierMode(models.TextChoices):
    CLIFF = "cliff", "Cliff: past a threshold the whole request pays the higher rate"
    GRADUATED = "graduated", "Graduated: only tokens past the threshold pay the higher rate"


class PriceVersion(models.Model):
    """What one model cost from a day on, as one source said at one time.

    `rates` maps a unit (input, cache_read, cache_write_5m, cache_write_1h, output) to
    its tiers: `[[0, "3"], [200000, "6"]]` is $3 per million tokens, and $6 past 200,000.
    Among versions that apply an override wins, then the later day, then the newer row.
    """

    provider = models.CharField(max_length=80)
    model = models.CharField(
        max_length=200,
        help_text="The book's name of the model; an override names it as requests do.",
    )
    valid_from = models.DateField(default=ALWAYS, help_text="UTC day; 1970-01-01 means always.")
    hours = models.CharField(
        max_length=11,
        default="",
        blank=True,
        help_text="Only between these UTC times of day, such as 16:30-00:30.",
    )
    rates = models.JSONField(help_text="Dollars per million tokens, by unit and tier.")
    tier_mode = models.CharField(max_length=9, choices=TierMode, default=TierMode.CLIFF)
    fast_multiplier = models.DecimalField(
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text="How many times the price a request in fast mode costs; empty: unknown.",
    )
    is_override = models.BooleanField(default=False)
    source = models.CharField(max_length=80)
    source_version = models.CharField(max_length=40, default="", blank=True)
    note = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tier_mode__in=TierMode.values),
                name="priceversion_tier_mode_known",
                violation_error_message="Tier mode must be cliff or graduated.",
            ),
            models.CheckConstraint(
                condition=~Q(provider="") & ~Q(model=""),
                name="priceversion_model_named",
                violation_error_message="Provider and model are needed.",
            ),
        ]
        indexes = [
            models.Index(fields=["provider", "model", "-valid_from"], name="priceversion_lookup")
        ]

    def __str__(self) -> str:
        return f"{self.model} from {self.valid_from}"

    @property
    def is_tiered(self) -> bool:
        return any(len(tiers) > 1 for tiers in self.rates.values())
