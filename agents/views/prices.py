"""Prices: what the book does not know, what people said of it, and subscriptions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents.models import FlatPlan, PriceVersion, TotalKind, UsageEvent
from agents.price_forms import PlanForm, PriceForm
from agents.usage import reports, repricing, unknown
from agents.usage.periods import Asked
from agents.views import periods
from devcraft import clock
from devcraft.http import Request, page, refused, refused_form, typed
from devcraft.models import User
from missions import desk

LATEST = 20
MOST_SOURCES = 50
ADDED = "A price was added to the book."


@require_GET
def price_list(request: Request) -> HttpResponse:
    asked = periods.asked(request, default="quarter")
    context = _known(request, asked) | {"form": _plan_form(request, asked)}
    return page(request, "agents/price_list.html", context)


@require_http_methods(["GET", "POST"])
def price_new(request: Request) -> HttpResponse:
    """Say what a model costs; requests of unknown cost have one from then on."""
    if not request.user.is_staff:
        return refused(
            request, "Prices hold for everybody here, so staff alone add them.", status=403
        )
    form = PriceForm(typed(request), initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        version = form.version(request.user)
        version.save()
        found = _backfilled(version)
        known = f"; {found:,} request{'' if found == 1 else 's'} of unknown cost got one"
        messages.success(request, f"Priced {version.model}{known}.")
        return redirect("agents:price_list")
    status = 422 if form.is_bound else 200
    return page(request, "agents/price_new.html", {"form": form}, status=status)


@require_POST
def plan_add(request: Request) -> HttpResponse:
    asked = periods.asked(request, default="quarter")
    form = _plan_form(request, asked)
    if not form.is_valid():
        return refused_form(request, form)
    plan = form.plan()
    plan.save()
    messages.success(request, f"{plan.name} pays for {plan.source} since {plan.first}.")
    return redirect("agents:price_list")


@require_POST
def plan_end(request: Request, pk: int) -> HttpResponse:
    plan = get_object_or_404(FlatPlan, pk=pk, owner=request.user, last=None)
    plan.last = max(desk.of(request).today, plan.first)
    plan.save(update_fields=["last"])
    messages.success(request, f"{plan.name} ends today; what it paid for stays paid for.")
    return redirect("agents:price_list")


def _backfilled(version: PriceVersion) -> int:
    """Price what was unpriced of the model in everybody's ledger; returns how many."""
    about = {"provider": version.provider, "model": version.model, "cost_pico": None}
    owners = UsageEvent.objects.filter(**about).order_by().values("owner").distinct()
    found = 0
    for owner in User.objects.filter(pk__in=owners).order_by("pk"):
        changed = repricing.reprice(
            owner, conditions=about, reason=ADDED, now=clock.now(), is_written=True
        )
        found += sum(one.found for one in changed.values())
    return found


def _plan_form(request: Request, asked: Asked) -> PlanForm:
    used = reports.by_subject(
        request.user, asked.chosen.period, TotalKind.AGENT, limit=MOST_SOURCES
    )
    return PlanForm(typed(request), user=request.user, sources=[name for name, _ in used])


def _known(request: Request, asked: Asked) -> dict[str, Any]:
    overrides = PriceVersion.objects.filter(is_override=True).select_related("created_by")
    found = unknown.models(request.user, asked.chosen.period)
    return {
        "unknown": found,
        "overrides": overrides.order_by("-pk")[:LATEST],
        "plans": FlatPlan.objects.filter(owner=request.user).order_by("-first", "-pk")[:LATEST],
        "at_admin": reverse("admin:agents_priceversion_changelist"),
    } | periods.choice(request, asked)
