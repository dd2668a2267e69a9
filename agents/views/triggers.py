"""Service events: told by programs with a client key, or by hand on an agent's page."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from agents.living import triggering
from agents.living.trigger_form import TriggerForm
from agents.models import Agent, EventType, InboxEvent, Run
from devcraft import clock
from devcraft.http import Request, body_limit, refused_form
from devcraft.keys import ProgramRequest
from devcraft.programs import asked
from devcraft.refusing import Kind, Refused
from runtime_memory.api import bodies

SCOPE = "agents:trigger"
SHAPE = bodies.Shape(("serviceName",), ("payload",))
MOST_BODY = 2 * triggering.MOST_PAYLOAD


@require_POST
@body_limit(MOST_BODY)
@asked(SCOPE)
def api_trigger(request: ProgramRequest, slug: str) -> HttpResponse:
    """202: what became of the event is told at `address`, the same for the same key."""
    agent = Agent.objects.visible_to(request.client.owner).living().filter(slug=slug).first()
    if agent is None:
        raise Refused("agent", "is none that you can reach", Kind.MISSING)
    sent = bodies.read(request.read(), SHAPE)
    event = triggering.trigger(
        agent,
        service=sent["serviceName"],
        payload=sent.get("payload"),
        key=request.headers.get("Idempotency-Key", ""),
        now=clock.now(),
    )
    told = _told(event)
    return JsonResponse(told, status=202, headers={"Location": told["address"]})


@require_GET
@asked(SCOPE)
def api_trigger_event(request: ProgramRequest, pk: uuid.UUID) -> HttpResponse:
    """Where a service event stands, and the run that took it."""
    mine = InboxEvent.objects.visible_to(request.client.owner).select_related("run")
    event = mine.filter(pk=pk, event_type=EventType.SERVICE).first()
    if event is None:
        raise Refused("event", "is none that you can reach", Kind.MISSING)
    return JsonResponse(_told(event))


@require_POST
def agent_trigger(request: Request, slug: str) -> HttpResponse:
    living = Agent.objects.visible_to(request.user).living()
    agent = get_object_or_404(living, slug=slug)
    form = TriggerForm(request.POST)
    if not form.is_valid():
        return refused_form(request, form)
    typed = form.cleaned_data
    try:
        triggering.trigger(
            agent,
            service=typed["service"],
            payload=typed["payload"],
            key=typed["key"] and f"hand:{typed['key']}",
            now=clock.now(),
        )
    except Refused as error:
        form.add_error(None, str(error))
        return refused_form(request, form)
    messages.success(request, f"Told “{agent.name}” what {typed['service']} has to say.")
    return redirect("agents:agent_inbox", slug=slug)


def _told(event: InboxEvent) -> dict[str, Any]:
    return {
        "id": str(event.pk),
        "eventId": event.event_id,
        "status": event.status,
        "address": reverse("agents:api_trigger_event", args=[event.pk]),
        "run": _run(event.run) if event.run is not None else None,
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        "id": str(run.pk),
        "status": run.status,
        "stopReason": run.stop_reason,
        "error": run.error,
    }
