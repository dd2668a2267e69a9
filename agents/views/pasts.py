"""What an agent was before: its runs, its configs, and what people did with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from agents.living import comparing, tending
from agents.living.calling import named
from agents.living.config import reading
from agents.models import Agent, AgentChange, AgentConfig, Run, TotalKind
from agents.usage import reports
from agents.views.living import frame, own_agent
from agents.views.refusals import answer_to
from devcraft import clock, keyset
from devcraft.http import Request, page
from devcraft.refusing import Refused

PAGE_SIZE = 50
LATEST = keyset.Order("started_at")
NEWEST = keyset.Order("id")
HIGHEST = keyset.Order("number")


@require_GET
def agent_runs(request: Request, slug: str) -> HttpResponse:
    """The newest cycles with what they cost."""
    agent = own_agent(request, slug)
    runs = Run.objects.visible_to(request.user).filter(agent=agent)
    found = keyset.page_of(runs, request.GET, order=LATEST, size=PAGE_SIZE)
    spent = reports.of_subjects(
        request.user, TotalKind.SESSION, [str(run.pk) for run in found.rows]
    )
    rows = [{"run": run, "spend": spent.get(str(run.pk))} for run in found.rows]
    return page(request, "agents/agent_runs.html", frame(agent) | {"page": found, "rows": rows})


@require_GET
def agent_config(request: Request, slug: str) -> HttpResponse:
    """The config that holds, and every one before it."""
    agent = own_agent(request, slug)
    versions = _versions(request, agent).select_related("saved_by").defer("config_json")
    context = frame(agent) | {
        "config_text": reading.shown(agent.config_json),
        "secrets": named.of_agent(agent),
        "page": keyset.page_of(versions, request.GET, order=HIGHEST, size=PAGE_SIZE),
    }
    return page(request, "agents/agent_config.html", context)


@require_GET
def config_version(request: Request, slug: str, number: int) -> HttpResponse:
    """One config, and what it changed in the one before."""
    agent = own_agent(request, slug)
    found = list(_versions(request, agent).filter(number__in=[number - 1, number]))
    version = get_object_or_404(_versions(request, agent).select_related("saved_by"), number=number)
    before = next((one for one in found if one.number == number - 1), None)
    text = reading.shown(version.config_json)
    context = frame(agent) | {
        "version": version,
        "text": text,
        "before": before,
        "changes": comparing.lines(reading.shown(before.config_json), text) if before else [],
    }
    return page(request, "agents/config_version.html", context)


@require_GET
def agent_history(request: Request, slug: str) -> HttpResponse:
    """Who did what."""
    agent = own_agent(request, slug)
    lines = AgentChange.objects.visible_to(request.user).filter(agent=agent)
    shown = lines.select_related("by").defer("before", "after")
    found = keyset.page_of(shown, request.GET, order=NEWEST, size=PAGE_SIZE)
    return page(request, "agents/agent_history.html", frame(agent) | {"page": found})


@require_POST
def change_undo(request: Request, slug: str, change: int) -> HttpResponse:
    agent = own_agent(request, slug)
    lines = AgentChange.objects.visible_to(request.user).filter(agent=agent)
    line = get_object_or_404(lines.select_related("agent"), pk=change)
    try:
        tending.take_back(line, by=request.user, now=clock.instant())
    except Refused as refusal:
        return answer_to(request, refusal)
    messages.success(request, "Taken back.")
    return redirect("agents:agent_history", slug)


def _versions(request: Request, agent: Agent) -> Any:
    return AgentConfig.objects.visible_to(request.user).filter(agent=agent)
