"""What people say about prices: a model's rates, and what a subscription pays for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agents.models import FlatPlan, PriceVersion, TierMode
from agents.models.prices import ALWAYS
from agents.usage.pricing import HIGHEST, RATED, pico_of
from devcraft.forms import Form
from devcraft.models import User

DIGITS: dict[str, Any] = {"min_value": 0, "max_digits": 14, "decimal_places": 8}
DOLLARS = {"inputmode": "decimal", "autocomplete": "off"}


class RateField(forms.DecimalField):
    """Dollars per million tokens."""

    def __init__(self, label: str, *, required: bool = False) -> None:
        super().__init__(
            label=label,
            required=required,
            max_value=HIGHEST,
            widget=forms.TextInput(DOLLARS),
            **DIGITS,
        )


class PriceForm(Form):
    """Flat rates of a model that the book does not know; tiers go into the admin."""

    provider = forms.CharField(max_length=80)
    model = forms.CharField(max_length=200)
    input = RateField("In, uncached", required=True)
    output = RateField("Out", required=True)
    cache_read = RateField("Read from the cache")
    cache_write_5m = RateField("Written to the cache for 5 minutes")
    cache_write_1h = RateField("Written to the cache for 1 hour")
    reasoning = RateField("Reasoning, if it costs otherwise than out")
    fast = forms.DecimalField(
        label="Fast mode, times the price",
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=2,
        widget=forms.TextInput(DOLLARS),
    )
    batch = forms.DecimalField(
        label="Batch, times the price",
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=2,
        widget=forms.TextInput(DOLLARS),
    )
    valid_from = forms.DateField(
        label="Holds from", required=False, help_text="A UTC day; empty: it always held."
    )

    def version(self, by: User) -> PriceVersion:
        """The override that was typed, not yet stored."""
        typed = self.cleaned_data
        rates = {unit: [[0, f"{typed[unit]:f}"]] for unit in RATED if typed[unit] is not None}
        return PriceVersion(
            provider=typed["provider"],
            model=typed["model"],
            valid_from=typed["valid_from"] or ALWAYS,
            rates=rates,
            tier_mode=TierMode.CLIFF,
            fast_multiplier=typed["fast"],
            batch_multiplier=typed["batch"],
            is_override=True,
            source="override",
            created_by=by,
        )


class PlanForm(Form):
    name = forms.CharField(
        label="Plan", max_length=80, widget=forms.TextInput({"placeholder": "Claude Max"})
    )
    source = forms.ChoiceField()
    monthly = forms.DecimalField(
        label="Dollars a month",
        min_value=0,
        max_value=Decimal(100_000),
        max_digits=9,
        decimal_places=2,
        widget=forms.TextInput(DOLLARS),
    )
    first = forms.DateField(label="Since", help_text="Your local day, such as 2026-03-28.")

    def __init__(self, *args: Any, user: User, sources: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        choices = [(name, name) for name in sources]
        self.fields["source"] = forms.ChoiceField(label="Pays for", choices=choices)

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"]
        if FlatPlan.objects.filter(owner=self.user, source=source, last=None).exists():
            raise ValidationError(f"Pays for: {source} has a plan already; end that one first.")
        return source

    def plan(self) -> FlatPlan:
        """The plan that was typed, not yet stored."""
        typed = self.cleaned_data
        return FlatPlan(
            owner=self.user,
            name=typed["name"],
            source=typed["source"],
            monthly_pico=pico_of(typed["monthly"]),
            first=typed["first"],
        )
