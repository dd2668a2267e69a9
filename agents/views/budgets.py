"""Budgets: how they stand, setting and ending them, and what was said of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents.budget_form import BudgetForm, typed_of
from agents.living import allowing
from agents.models import Budget
from agents.usage.budgets import keeping, noticing, standing
from agents.views.refusals import answer_to, sentence_of
from devcraft import clock
from devcraft.forms import whole_number
from devcraft.http import Request, page, typed, undo_at, wants_fragment, way_back
from devcraft.refusing import Refused

NOTICES = 20
BARS = 6
PREFILLED = ("about", "agent", "mission", "source")


@require_GET
def budget_list(request: Request) -> HttpResponse:
    """All of them; for other pages the bars alone, of one mission or the fullest."""
    if wants_fragment(request, "budget-bars"):
        return page(request, "agents/budget_list.html", _bars(request), fragment="budget-bars")
    context = {
        "budgets": standing.of(request.user, now=clock.now()),
        "notices": noticing.newest(request.user, NOTICES),
    }
    return page(request, "agents/budget_list.html", context)


def _bars(request: Request) -> dict[str, Any]:
    number = whole_number(request.GET.get("mission", ""))
    if number is None:
        return {"budgets": standing.of(request.user, now=clock.now())[:BARS]}
    found = standing.of(request.user, now=clock.now(), mission=number)
    return {"budgets": found, "new_at": f"?about=mission&mission=%23{number}"}


@require_http_methods(["GET", "POST"])
def budget_new(request: Request) -> HttpResponse:
    begun = {name: request.GET[name][:80] for name in PREFILLED if name in request.GET}
    form = BudgetForm(typed(request), user=request.user, initial=begun)
    if form.is_bound and form.is_valid():
        try:
            keeping.create(request.user, form.wanted, now=clock.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(refusal))
        else:
            messages.success(request, "Set the budget. What was spent already counts.")
            return redirect("agents:budget_list")
    return _form_page(request, form)


@require_http_methods(["GET", "POST"])
def budget_edit(request: Request, pk: int) -> HttpResponse:
    budget = _own(request, pk, ended_at=None)
    form = BudgetForm(typed(request), user=request.user, initial=typed_of(budget))
    if form.is_bound and form.is_valid():
        try:
            woken = allowing.change(budget, form.wanted, now=clock.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(refusal))
        else:
            messages.success(
                request, f"{'Nothing to change.' if woken is None else 'Saved.'}{_look(woken)}"
            )
            return redirect("agents:budget_list")
    return _form_page(request, form, budget)


@require_POST
def budget_end(request: Request, pk: int) -> HttpResponse:
    budget = _own(request, pk, ended_at=None)
    woken = allowing.end(budget, now=clock.now())
    undo = undo_at(reverse("agents:budget_renew", args=[pk]))
    messages.success(request, f"Deleted the budget.{_look(woken)}", extra_tags=undo)
    return redirect("agents:budget_list")


@require_POST
def budget_renew(request: Request, pk: int) -> HttpResponse:
    budget = _own(request, pk)
    try:
        keeping.renew(budget, now=clock.now())
    except Refused as refusal:
        return answer_to(request, refusal)
    messages.success(request, "The budget counts again.")
    return redirect("agents:budget_list")


@require_POST
def notices_seen(request: Request) -> HttpResponse:
    """The person has seen what stood on the page, and no more than that."""
    last = whole_number(request.POST.get("up_to", ""))
    if last is None:
        return answer_to(request, Refused("notice", "must be a number"))
    noticing.see(request.user, now=clock.now(), up_to=last)
    return redirect(way_back(request, default=reverse("agents:budget_list")))


def _own(request: Request, pk: int, **conditions: Any) -> Budget:
    mine = Budget.objects.visible_to(request.user).select_related("owner", "agent", "mission")
    return get_object_or_404(mine, pk=pk, **conditions)


def _form_page(request: Request, form: BudgetForm, budget: Budget | None = None) -> HttpResponse:
    context = {"form": form, "budget": budget}
    status = 422 if form.is_bound else 200
    return page(request, "agents/budget_form.html", context, status=status)


def _look(woken: int | None) -> str:
    if not woken:
        return ""
    agents = "1 agent that had stopped looks" if woken == 1 else f"{woken} agents look"
    return f" {agents} again."
