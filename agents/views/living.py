"""Agents that think here: the list, one agent, and where it ends."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from agents.living import archiving, standing
from agents.living.config import reading, saying
from agents.models import Agent
from devcraft import clock, keyset
from devcraft.http import Request, page, undo_at

PAGE_SIZE = 48
BY_NAME = keyset.Order("name", is_descending=False)


@require_GET
def agent_list(request: Request) -> HttpResponse:
    is_archive = request.GET.get("tab") == "archived"
    own = Agent.objects.visible_to(request.user)
    shown = own.archived() if is_archive else own.living()
    found = keyset.page_of(standing.annotated(shown), request.GET, order=BY_NAME, size=PAGE_SIZE)
    now = clock.now()
    context = {
        "page": found,
        "cards": [{"agent": agent, "stands": standing.of(agent, now=now)} for agent in found.rows],
        "is_archive": is_archive,
    }
    return page(request, "agents/agent_list.html", context)


@require_GET
def agent_detail(request: Request, slug: str) -> HttpResponse:
    agent = own_agent(request, slug)
    text = reading.shown(agent.config_json)
    return page(request, "agents/agent_detail.html", frame(agent) | {"config_text": text})


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


def frame(agent: Agent) -> dict[str, Any]:
    return {"agent": agent, "stands": standing.of(agent, now=clock.now())}
