"""What an agent has in mind, cycle by cycle, and what of it lies in the archive."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_list_or_404, redirect
from django.views.decorators.http import require_GET

from agents.living import chronicle, recalling
from agents.living.config import reading
from agents.models import Agent, AgentConsciousness, ConsciousnessSnapshot
from agents.views.living import frame, own_agent
from devcraft.http import Request, page

CYCLES = 8
FOUND = 20
OFFERED = 5
LONGEST_QUERY = 500
GONE = (
    "Cycle {} is not in this consciousness: it was not saved, or an earlier snapshot was put back"
    " since. Its run is still there."
)


@require_GET
def consciousness(request: Request, slug: str) -> HttpResponse:
    """Cycle by cycle, or what `q` finds; earlier versions where it cannot be read."""
    agent, held = own_mind(request, slug)
    context = mind_frame(agent, held, "cycles")
    query = request.GET.get("q", "")[:LONGEST_QUERY].replace("\0", " ").strip()
    if held is None or context["wrong"]:
        context["versions"] = versions_of(agent).order_by("-number")[:OFFERED]
    elif query:
        found = recalling.search(held, query, most=FOUND)
        context |= {"query": query, "found": found}
    else:
        before, after = request.GET.get("before", ""), request.GET.get("after", "")
        context["page"] = chronicle.page_of(held, before=before, after=after, size=CYCLES)
    return page(request, "agents/consciousness.html", context)


@require_GET
def cycle_detail(request: Request, slug: str, number: int) -> HttpResponse:
    agent, held = own_mind(request, slug)
    context = mind_frame(agent, held, "cycles")
    told = None if held is None or context["wrong"] else chronicle.cycle_of(held, number)
    if told is None:
        get_list_or_404(agent.runs.filter(cycle_number=number)[:1])
        messages.info(request, GONE.format(number))
        return redirect("agents:consciousness", slug)
    is_whole = request.GET.get("whole") == "yes"
    return page(request, "agents/cycle_detail.html", context | {"told": told, "is_whole": is_whole})


@require_GET
def consciousness_download(request: Request, slug: str) -> HttpResponse:
    """What is stored, as it is stored, readable or not."""
    agent, held = own_mind(request, slug)
    stored = held or AgentConsciousness()
    body = {
        "agent": agent.slug,
        "version": stored.version,
        "cycleCount": stored.cycle_count,
        "tokenEstimate": stored.token_estimate,
        "messages": stored.messages,
        "cycles": stored.cycles,
    }
    response = JsonResponse(body, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{agent.slug}-consciousness.json"'
    return response


def own_mind(request: Request, slug: str) -> tuple[Agent, AgentConsciousness | None]:
    """The agent at SLUG with what it has in mind, if it ever had anything; else 404."""
    agent = own_agent(request, slug)
    held = AgentConsciousness.objects.visible_to(request.user).filter(agent_entity__agent=agent)
    return agent, held.select_related("agent_entity").first()


def versions_of(agent: Agent) -> Any:
    """The snapshots of AGENT without what they hold."""
    own = ConsciousnessSnapshot.objects.filter(agent_entity__agent=agent)
    return own.defer("messages", "cycles").select_related("taken_by")


def mind_frame(agent: Agent, held: AgentConsciousness | None, tab: str) -> dict[str, Any]:
    """The head of every page about the mind of AGENT; `wrong` says why it cannot be read."""
    return frame(agent) | {
        "held": held,
        "limit": reading.limits(agent.config_json),
        "wrong": chronicle.fault(held) if held else "",
        "tab": tab,
    }
