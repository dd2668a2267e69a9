"""Agents that think here: the list, one agent, and where it ends."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from agents.living import archiving, rollcall, standing
from agents.living.config import saying
from agents.living.spaces import asking
from agents.models import Agent, AgentChange, TotalKind
from agents.usage import periods, reports
from agents.usage.budgets import standing as budgets
from agents.usage.reports import Spend
from devcraft import clock, keyset
from devcraft.http import Request, page, undo_at, wants_fragment
from missions import desk

PAGE_SIZE = 48
BY_NAME = keyset.Order("name", is_descending=False)
LINES = 8


@require_GET
def agent_list(request: Request) -> HttpResponse:
    is_archive = request.GET.get("tab") == "archived"
    own = Agent.objects.visible_to(request.user)
    shown = own.archived() if is_archive else own.living()
    found = keyset.page_of(standing.annotated(shown), request.GET, order=BY_NAME, size=PAGE_SIZE)
    now, spent = clock.now(), spent_today(request, found.rows)
    cards = [
        {
            "agent": agent,
            "stands": standing.of(agent, now=now),
            "spend": spent.get(agent.slug, Spend()),
        }
        for agent in found.rows
    ]
    context = {
        "page": found,
        "cards": cards,
        "is_archive": is_archive,
        "workers": rollcall.taken(now=now),
    }
    return page(request, "agents/agent_list.html", context)


@require_GET
def agent_detail(request: Request, slug: str) -> HttpResponse:
    """How it stands, asked for again and again; whole, also what people did with it."""
    agent = own_agent(request, slug)
    context = frame(agent)
    if not wants_fragment(request, "state"):
        lines = AgentChange.objects.visible_to(request.user).filter(agent=agent)
        shown = lines.select_related("by").defer("before", "after").order_by("-id")
        spent = spent_today(request, [agent]).get(agent.slug, Spend())
        asked = asking.elsewhere(request.user, now=clock.now(), agent=agent)
        context |= {"lines": shown[:LINES], "spend": spent, "asked": asked}
        context["budgets"] = budgets.of_agent(agent, now=clock.now())
        context["workers"] = rollcall.taken(now=clock.now())
    return page(request, "agents/agent_detail.html", context, fragment="state")


@require_POST
def agent_discard(request: Request, slug: str) -> HttpResponse:
    agent = own_agent(request, slug)
    if archiving.discard(agent, now=clock.now()):
        undo = undo_at(reverse("agents:agent_recover", args=[slug]))
        messages.success(request, f"Archived “{agent.name}” with its history.", extra_tags=undo)
    else:
        messages.success(request, f"Deleted “{agent.name}”, which had no history.")
    return redirect("agents:agent_list")


@require_POST
def agent_recover(request: Request, slug: str) -> HttpResponse:
    agent = own_agent(request, slug)
    archiving.recover(agent)
    messages.success(request, f"“{agent.name}” is back.")
    return redirect("agents:agent_detail", slug=slug)


@require_GET
def config_schema(request: Request) -> HttpResponse:
    """The JSON Schema of a config, for editors and programs."""
    return JsonResponse(
        saying.published(),
        content_type="application/schema+json",
        json_dumps_params={"indent": 2},
    )


def own_agent(request: Request, slug: str) -> Agent:
    """The agent at SLUG as its card needs it, archived or not; else 404."""
    visible = Agent.objects.visible_to(request.user)
    return get_object_or_404(standing.annotated(visible), slug=slug)


def spent_today(request: Request, agents: list[Agent]) -> dict[str, Spend]:
    """What own runs of AGENTS cost on the person's day, by slug; a shared agent has no ledger."""
    today, rule = desk.of(request).today, desk.rule_of(request.user)
    period = periods.usual("today", today=today, rule=rule).period
    slugs = [agent.slug for agent in agents if agent.owner_id is not None]
    return reports.of_subjects(request.user, TotalKind.PROJECT, slugs, period)


def frame(agent: Agent) -> dict[str, Any]:
    return {"agent": agent, "stands": standing.of(agent, now=clock.now())}
