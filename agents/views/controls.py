"""Pause, start, wake and stop an agent, or all of them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agents.living import controlling, opening
from agents.models import Agent
from agents.models.agents import AgentQuerySet
from agents.views.living import own_agent
from agents.views.refusals import answer_to
from devcraft import clock
from devcraft.http import Request, page, undo_at
from devcraft.refusing import Refused


@require_POST
def agent_pause(request: Request, slug: str) -> HttpResponse:
    agent = own_agent(request, slug)
    if controlling.pause(agent, by=request.user, now=clock.instant()):
        undo = undo_at(reverse("agents:agent_start", args=[slug]))
        said = f"Paused “{agent.name}”. It finishes the step it is in."
        messages.success(request, said, extra_tags=undo)
    return redirect("agents:agent_detail", slug)


@require_POST
def agent_start(request: Request, slug: str) -> HttpResponse:
    agent = own_agent(request, slug)
    if controlling.start(agent, by=request.user, now=clock.instant()):
        undo = undo_at(reverse("agents:agent_pause", args=[slug]))
        was = f" What was wrong: {agent.parked_reason}" if agent.parked_reason else ""
        messages.success(request, f"Started “{agent.name}”.{was}", extra_tags=undo)
    return redirect("agents:agent_detail", slug)


@require_POST
def agent_wake(request: Request, slug: str) -> HttpResponse:
    """End a rest."""
    agent = own_agent(request, slug)
    if controlling.wake(agent, by=request.user, now=clock.instant()):
        messages.success(request, f"“{agent.name}” tries again now.")
    return redirect("agents:agent_detail", slug)


@require_POST
def agent_think(request: Request, slug: str) -> HttpResponse:
    """Let it look around now, though nothing waits for it."""
    agent = own_agent(request, slug)
    try:
        is_new = controlling.think_now(agent, by=request.user, now=clock.instant())
    except Refused as refusal:
        return answer_to(request, refusal)
    told = "A heartbeat waits in its inbox" if is_new else "Its inbox is not empty"
    messages.success(request, f"{told}: “{agent.name}” begins a cycle as soon as it is free.")
    return redirect("agents:agent_detail", slug)


@require_POST
def agent_stop(request: Request, slug: str) -> HttpResponse:
    agent = own_agent(request, slug)
    if controlling.stop(agent, by=request.user, now=clock.instant()):
        undo = undo_at(reverse("agents:agent_start", args=[slug]))
        said = f"Stopped “{agent.name}”. What it did stays remembered."
        messages.success(request, said, extra_tags=undo)
    return redirect("agents:agent_detail", slug)


@require_http_methods(["GET", "POST"])
def stop_all(request: Request) -> HttpResponse:
    """What would stop; then all of it stops, and nothing starts without a person."""
    agents = _in_reach(request)
    if request.method == "GET":
        count = opening.may_think().filter(pk__in=agents.values("pk")).count()
        return page(request, "agents/stop_all.html", {"count": count})
    stopped, act = controlling.stop_all(agents, by=request.user, now=clock.instant())
    undo = undo_at(reverse("agents:start_again", args=[act])) if stopped else ""
    named = f"Stopped {stopped} agent{'' if stopped == 1 else 's'}."
    said = named if stopped else "No agent ran; nothing was stopped."
    messages.success(request, said, extra_tags=undo)
    return redirect("agents:agent_list")


@require_POST
def start_again(request: Request, act: uuid.UUID) -> HttpResponse:
    """Start what one press on stop stopped; cycles that it ended stay ended."""
    count = controlling.start_again(act, _in_reach(request), by=request.user, now=clock.instant())
    messages.success(request, f"Started {count} agent{'' if count == 1 else 's'} again.")
    return redirect("agents:agent_list")


def _in_reach(request: Request) -> AgentQuerySet:
    """One's own and the shared agents; for staff, everybody's."""
    agents = Agent.objects.living()
    return agents if request.user.is_staff else agents.visible_to(request.user)
