"""The inbox of an agent: what waits, what was done with it, and what was given up."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from agents.living import aspects, attending
from agents.living.trigger_form import TriggerForm
from agents.models import Agent, InboxEvent, InboxStatus
from agents.runs import waking
from agents.views.living import frame, own_agent
from agents.views.refusals import answer_to
from devcraft import clock, keyset
from devcraft.http import Request, page, undo_at
from devcraft.refusing import Refused

PAGE_SIZE = 50
NEWEST = keyset.Order("sequence")
STATUSES = (("all", "All"), *InboxStatus.choices)


@require_GET
def agent_inbox(request: Request, slug: str) -> HttpResponse:
    agent = own_agent(request, slug)
    events, status = (
        _events(request, agent),
        aspects.chosen(request.GET, STATUSES),
    )
    if status != "all":
        events = events.filter(status=status)
    found = keyset.page_of(events, request.GET, order=NEWEST, size=PAGE_SIZE)
    context = frame(agent) | {
        "page": found,
        "told": [(event, waking.told(event)) for event in found.rows],
        "status": status,
        "statuses": STATUSES,
        "trigger": TriggerForm(),
    }
    return page(request, "agents/agent_inbox.html", context)


@require_GET
def inbox_event(request: Request, slug: str, event: uuid.UUID) -> HttpResponse:
    agent = own_agent(request, slug)
    found = get_object_or_404(_events(request, agent).select_related("run"), pk=event)
    shown = json.dumps(found.data, indent=2, ensure_ascii=False)
    context = frame(agent) | {"event": found, "data": shown}
    return page(request, "agents/inbox_event.html", context)


@require_POST
def event_retry(request: Request, slug: str, event: uuid.UUID) -> HttpResponse:
    agent = own_agent(request, slug)
    found = get_object_or_404(_events(request, agent), pk=event)
    try:
        attending.try_again(agent, found, by=request.user, now=clock.instant())
    except Refused as refusal:
        return answer_to(request, refusal)
    messages.success(request, "It waits again, with no attempt counted.")
    return redirect("agents:inbox_event", slug, event)


@require_POST
def event_discard(request: Request, slug: str, event: uuid.UUID) -> HttpResponse:
    agent = own_agent(request, slug)
    found = get_object_or_404(_events(request, agent), pk=event)
    try:
        attending.discard(agent, found, by=request.user, now=clock.instant())
    except Refused as refusal:
        return answer_to(request, refusal)
    undo = undo_at(reverse("agents:event_retry", args=[slug, event]))
    messages.success(request, f"Discarded; “{agent.name}” never sees it.", extra_tags=undo)
    return redirect("agents:inbox_event", slug, event)


def _events(request: Request, agent: Agent) -> Any:
    return InboxEvent.objects.visible_to(request.user).filter(agent_entity__agent=agent)
