"""Admin pages of usage: the price book takes new versions, everything else is looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from agents.models import (
    Agent,
    Entity,
    InboxEvent,
    LogFile,
    MissionLink,
    OutboxMessage,
    PriceVersion,
    Run,
    SmartSpace,
    TokenBurn,
    ToolCall,
    UsageEvent,
    UsageRevision,
    UsageTotal,
)
from agents.usage import pricing
from devcraft.admin import ReadOnlyAdmin
from devcraft.models import User


class PriceForm(forms.ModelForm):
    class Meta:
        model = PriceVersion
        fields = [
            "provider",
            "model",
            "valid_from",
            "rates",
            "tier_mode",
            "fast_multiplier",
            "note",
        ]

    def clean_rates(self) -> Any:
        try:
            pricing.rates_of(self.cleaned_data["rates"])
        except pricing.BadRates as error:
            raise ValidationError(str(error)) from error
        return self.cleaned_data["rates"]


@admin.register(PriceVersion)
class PriceVersionAdmin(ReadOnlyAdmin):
    """Overrides are added, never changed: requests keep the price they were computed from."""

    form = PriceForm
    list_display = ("provider", "model", "valid_from", "is_override", "source", "source_version")
    list_filter = ("is_override", "provider")
    search_fields = ("model",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super(ReadOnlyAdmin, self).has_add_permission(request)

    def save_model(self, request: HttpRequest, obj: PriceVersion, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        obj.is_override, obj.source = True, "override"
        obj.created_by = request.user if isinstance(request.user, User) else None
        super().save_model(request, obj, form, change)


@admin.register(UsageEvent)
class UsageEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "owner", "model", "project", "mission", "cost_source", "seen_via")
    list_filter = ("cost_source", "seen_via")
    list_select_related = ("owner", "mission")
    show_full_result_count = False


@admin.register(UsageRevision)
class UsageRevisionAdmin(ReadOnlyAdmin):
    list_display = ("at", "event", "reason")
    list_select_related = ("event",)


@admin.register(MissionLink)
class MissionLinkAdmin(ReadOnlyAdmin):
    list_display = ("owner", "subject", "name", "mission", "made_at", "ended_at")
    list_filter = ("subject",)
    list_select_related = ("owner", "mission")


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "agent", "origin", "status", "session", "step_count")
    list_filter = ("origin", "status")
    list_select_related = ("agent",)


@admin.register(TokenBurn)
class TokenBurnAdmin(ReadOnlyAdmin):
    list_display = ("window", "owner", "source", "model", "input_tokens", "output_tokens")
    list_select_related = ("owner",)


@admin.register(UsageTotal)
class UsageTotalAdmin(ReadOnlyAdmin):
    list_display = ("slot", "owner", "kind", "subject", "requests")
    list_filter = ("kind",)
    list_select_related = ("owner",)


@admin.register(Agent, Entity, LogFile, SmartSpace, InboxEvent, ToolCall, OutboxMessage)
class LookedAtAdmin(ReadOnlyAdmin):
    """Tables that the site writes by itself."""
