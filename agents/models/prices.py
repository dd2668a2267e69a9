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
    A unit `reasoning` prices that part of the output apart; without it, it is output.
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
    batch_multiplier = models.DecimalField(
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text="How many times the price a request in a batch costs; empty: unknown.",
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


class FlatPlan(models.Model):
    """A subscription: what SOURCE uses from FIRST to LAST is paid for by the month.

    Its requests keep what they would cost by the price book (their API value); nothing of
    that is billed.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="flat_plans", db_index=False
    )
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=40)
    monthly_pico = models.BigIntegerField()
    first = models.DateField()
    last = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "source"],
                condition=Q(last=None),
                name="flatplan_one_open_per_source",
                violation_error_message="This source has a plan already; end that one first.",
            ),
            models.CheckConstraint(
                condition=Q(last=None) | Q(last__gte=models.F("first")),
                name="flatplan_ends_after_it_began",
                violation_error_message="A plan must not end before it began.",
            ),
            models.CheckConstraint(
                condition=Q(monthly_pico__gte=0) & ~Q(name="") & ~Q(source=""),
                name="flatplan_named_and_priced",
                violation_error_message="A plan has a name, a source and a price from 0 on.",
            ),
        ]
        indexes = [
            # Every plan of a person, ended ones too.
            models.Index(fields=["owner", "first"], name="flatplan_of_owner")
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.source}"
