"""Admin pages of usage: the price book takes new versions, everything else is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from agents.living.calling import binding
from agents.models import (
    Agent,
    AgentChange,
    AgentConfig,
    AgentLease,
    AgentWorker,
    Budget,
    BudgetNotice,
    Entity,
    FlatPlan,
    InboxEvent,
    LogFile,
    MissionLink,
    OutboxMessage,
    PendingToolCall,
    PriceVersion,
    Run,
    SecretBinding,
    SmartSpace,
    TelemetryPost,
    TokenBurn,
    ToolCall,
    UsageEvent,
    UsageRevision,
    UsageTotal,
)
from agents.usage import pricing
from devcraft import clock
from devcraft.admin import ReadOnlyAdmin
from devcraft.models import User
from devcraft.refusing import Refused


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
            "batch_multiplier",
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


@admin.register(FlatPlan)
class FlatPlanAdmin(ReadOnlyAdmin):
    list_display = ("owner", "name", "source", "first", "last")
    list_select_related = ("owner",)


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


@admin.register(Budget)
class BudgetAdmin(ReadOnlyAdmin):
    list_display = ("owner", "about", "subject", "period", "at_limit", "changed_at", "ended_at")
    list_filter = ("about", "period", "at_limit")
    list_select_related = ("owner",)


@admin.register(BudgetNotice)
class BudgetNoticeAdmin(ReadOnlyAdmin):
    list_display = ("at", "kind", "words", "mail", "seen_at")
    list_filter = ("kind",)


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


class BindingForm(forms.ModelForm):
    name = forms.CharField(
        max_length=80,
        help_text="As configs write it in ${env.NAME}; the value is the variable AGENT_SECRET_NAME",
    )
    hosts = forms.CharField(
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text="Each on a line: api.example.org, or mcp.lan:8443 with a port of its own.",
    )

    class Meta:
        model = SecretBinding
        fields = ["name", "hosts", "is_for_all", "agents"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["hosts"] = "\n".join(self.instance.hosts or [])

    def clean_name(self) -> str:
        return _checked(binding.name, self.cleaned_data["name"])

    def clean_hosts(self) -> list[str]:
        return _checked(binding.hosts, self.cleaned_data["hosts"])


Cleaned = TypeVar("Cleaned")


def _checked(check: Callable[[str], Cleaned], typed: str) -> Cleaned:
    try:
        return check(typed)
    except Refused as refusal:
        raise ValidationError(str(refusal)) from refusal


@admin.register(SecretBinding)
class SecretBindingAdmin(admin.ModelAdmin):
    """Where a secret may be sent is a superuser's word, and each change is a line in the chain."""

    form = BindingForm
    actions = None
    list_display = ("name", "hosts", "is_for_all", "created_at")
    filter_horizontal = ("agents",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        super().save_related(request, form, formsets, change)
        binding.record(form.instance, by=_superuser(request), now=clock.now())

    def delete_model(self, request: HttpRequest, obj: SecretBinding) -> None:
        binding.withdraw(obj, by=_superuser(request), now=clock.now())


def _superuser(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@admin.register(InboxEvent)
class InboxEventAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "agent_entity", "event_type", "status", "attempts", "error")
    list_filter = ("status", "event_type")
    list_select_related = ("agent_entity",)
    show_full_result_count = False


@admin.register(ToolCall)
class ToolCallAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "tool_name", "state", "effect", "attempts", "run")
    list_filter = ("state", "effect")
    list_select_related = ("run",)
    show_full_result_count = False


@admin.register(PendingToolCall)
class PendingToolCallAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "agent_entity", "kind", "status", "decision", "resolved_at")
    list_filter = ("status", "kind")
    list_select_related = ("agent_entity",)


@admin.register(AgentLease)
class AgentLeaseAdmin(ReadOnlyAdmin):
    list_display = ("agent", "holder", "fence", "expires_at", "failures", "resting_until")
    list_select_related = ("agent",)


@admin.register(AgentWorker)
class AgentWorkerAdmin(ReadOnlyAdmin):
    list_display = ("name", "started_at", "seen_at")


@admin.register(TelemetryPost)
class TelemetryPostAdmin(ReadOnlyAdmin):
    list_display = ("at", "owner", "signal", "status", "accepted", "rejected", "sources")
    list_filter = ("signal", "status")
    list_select_related = ("owner",)


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "topic", "key", "attempts", "sent_at")
    list_filter = ("topic",)
    show_full_result_count = False


@admin.register(AgentChange)
class AgentChangeAdmin(ReadOnlyAdmin):
    list_display = ("at", "agent", "by", "kind", "subject", "words")
    list_filter = ("kind", "subject")
    list_select_related = ("agent", "by")


@admin.register(AgentConfig)
class AgentConfigAdmin(ReadOnlyAdmin):
    list_display = ("saved_at", "agent", "number", "saved_by", "digest")
    list_select_related = ("agent", "saved_by")


@admin.register(Agent, Entity, LogFile, SmartSpace)
class LookedAtAdmin(ReadOnlyAdmin):
    """Tables that the site writes by itself."""
