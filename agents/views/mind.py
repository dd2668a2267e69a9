"""What an agent has in mind beside its consciousness: memories, goals and plans."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents.living import aspects, noting, tending
from agents.living.aspects import ASPECTS, Aspect
from agents.living.mind_forms import SeenForm, form_of
from agents.models import (
    Agent,
    AgentConsciousness,
    Entity,
    GoalStatus,
    Plan,
    PlanStatus,
)
from agents.views.living import frame, own_agent
from agents.views.refusals import answer_to, sentence_of
from devcraft import clock, keyset
from devcraft.http import Request, page, typed, undo_at
from devcraft.refusing import Refused

PAGE_SIZE = 50


@require_GET
def agent_mind(request: Request, slug: str) -> HttpResponse:
    """How much there is of each part."""
    agent = own_agent(request, slug)
    context = frame(agent) | {
        "mind": AgentConsciousness.objects.visible_to(request.user)
        .filter(agent_entity__agent=agent)
        .defer("messages", "cycles")
        .first(),
        "counts": _counts(agent),
    }
    return page(request, "agents/agent_mind.html", context)


def _counts(agent: Agent) -> dict[str, int]:
    found = Entity.objects.filter(agent=agent).annotate(
        memory_count=Count("memories", distinct=True),
        goal_count=Count("goals", distinct=True, filter=Q(goals__status=GoalStatus.ACTIVE)),
        plan_count=Count("plans", distinct=True, filter=Q(plans__status=PlanStatus.PENDING)),
    )
    names = ("memory_count", "goal_count", "plan_count")
    row = found.values_list(*names).first()
    return dict(zip(names, row or (0, 0, 0), strict=True))


@require_GET
def mind_list(request: Request, slug: str, aspect: str) -> HttpResponse:
    agent, part = own_agent(request, slug), _named(aspect)
    rows, status = (
        part.rows(request.user, agent),
        aspects.chosen(request.GET, part.statuses),
    )
    if status not in ("", "all"):
        rows = rows.filter(status=status)
    found = keyset.page_of(rows, request.GET, order=part.order, size=PAGE_SIZE)
    known = noting.authors(found.rows)
    context = frame(agent) | {
        "aspect": part,
        "status": status,
        "page": found,
        "entries": [{"row": row, "author": known.get(row.pk, "")} for row in found.rows],
    }
    return page(request, "agents/mind_list.html", context)


@require_http_methods(["GET", "POST"])
def mind_new(request: Request, slug: str, aspect: str) -> HttpResponse:
    agent, part = own_agent(request, slug), _named(aspect)
    form = form_of(part.subject)(typed(request))
    if form.is_bound and form.is_valid():
        try:
            tending.add(agent, part.subject, _values(form), by=request.user, now=clock.instant())
        except Refused as refusal:
            _blame(form, refusal)
        else:
            messages.success(request, f"Added. {agent.name} knows it from its next cycle on.")
            return redirect("agents:mind_list", slug, aspect)
    return _form_page(request, agent, part, form)


@require_http_methods(["GET", "POST"])
def mind_edit(request: Request, slug: str, aspect: str, row: uuid.UUID) -> HttpResponse:
    """Change a row as it was seen; one that moved meanwhile is shown as it is now."""
    agent, part = own_agent(request, slug), _named(aspect)
    current = get_object_or_404(part.rows(request.user, agent), pk=row)
    form = form_of(part.subject, current)(typed(request), initial=_initial(current))
    if form.is_bound and form.is_valid():
        answer = _changed(request, agent, part, current, form)
        if answer is not None:
            return answer
    return _form_page(request, agent, part, form, current)


def _changed(
    request: Request, agent: Agent, part: Aspect, current: Any, form: SeenForm
) -> HttpResponse | None:
    """Where to go after the change; None, with the reason in FORM, when it was refused."""
    if form.cleaned_data["seen"] != current.updated_at.isoformat():
        form.add_error(None, f"This {part.one} was changed since you opened it; see below.")
        return None
    when = {"seen": current.updated_at, "now": clock.instant()}
    try:
        line = tending.edit(agent, current, _values(form), by=request.user, **when)
    except Refused as refusal:
        _blame(form, refusal)
        return None
    undo = undo_at(reverse("agents:change_undo", args=[agent.slug, line.pk])) if line else ""
    said = "Changed." if line else "Nothing was changed."
    messages.success(request, said, extra_tags=undo)
    return redirect("agents:mind_list", agent.slug, part.name)


@require_POST
def mind_remove(request: Request, slug: str, aspect: str, row: uuid.UUID) -> HttpResponse:
    agent, part = own_agent(request, slug), _named(aspect)
    current = get_object_or_404(part.rows(request.user, agent), pk=row)
    try:
        line = tending.remove(agent, current, by=request.user, now=clock.instant())
    except Refused as refusal:
        return answer_to(request, refusal)
    undo = undo_at(reverse("agents:change_undo", args=[slug, line.pk]))
    messages.success(request, f"Deleted the {part.one} “{current}”.", extra_tags=undo)
    return redirect("agents:mind_list", slug, aspect)


@require_POST
def plan_cancel(request: Request, slug: str, row: uuid.UUID) -> HttpResponse:
    """A canceled plan stays to be read, and can be given another moment."""
    agent = own_agent(request, slug)
    plans = ASPECTS["plans"].rows(request.user, agent)
    plan: Plan = get_object_or_404(plans, pk=row, status=PlanStatus.PENDING)
    when = {"seen": plan.updated_at, "now": clock.instant()}
    try:
        line = tending.edit(agent, plan, {"status": PlanStatus.CANCELED}, by=request.user, **when)
    except Refused as refusal:
        return answer_to(request, refusal)
    undo = undo_at(reverse("agents:change_undo", args=[slug, line.pk])) if line else ""
    messages.success(request, f"Canceled the plan “{plan}”.", extra_tags=undo)
    return redirect("agents:mind_list", slug, "plans")


def _named(aspect: str) -> Aspect:
    if aspect not in ASPECTS:
        raise Http404
    return ASPECTS[aspect]


def _form_page(
    request: Request, agent: Agent, part: Aspect, form: SeenForm, row: Any = None
) -> HttpResponse:
    """The form; refused with what was typed. `seen` is always what stands there now."""
    seen = row.updated_at.isoformat() if row else ""
    context = frame(agent) | {"aspect": part, "form": form, "row": row, "seen": seen}
    return page(request, "agents/mind_form.html", context, status=422 if form.is_bound else 200)


def _initial(row: Any) -> dict[str, Any]:
    held = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
    moment = held.get("scheduled_at")
    return held | {"scheduled_at": moment and moment.replace(second=0, microsecond=0)}


def _values(form: SeenForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "seen"}


def _blame(form: SeenForm, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, sentence_of(refusal))
