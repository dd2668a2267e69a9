"""Pages that change what an agent has in mind: compacting, keeping, restoring."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents.living import differing, remembering, revising
from agents.living.config import reading
from agents.models import ConsciousnessSnapshot
from agents.views.consciousness import mind_frame, own_mind, versions_of
from devcraft import clock, keyset
from devcraft.forms import whole_number
from devcraft.http import Request, page, refused
from devcraft.refusing import Refused

VERSIONS = 30
BY_NUMBER = keyset.Order("number")


@require_http_methods(["GET", "POST"])
def consciousness_compact(request: Request, slug: str) -> HttpResponse:
    """What a compaction would do; only what was shown is done."""
    agent, held = own_mind(request, slug)
    limit = reading.limits(agent.config_json)
    if request.method == "POST":
        opened, shown = _version(request), request.POST.get("shown", "")
        try:
            kept = revising.compact(
                agent, opened=opened, shown=shown, limit=limit, by=request.user, now=clock.now()
            )
        except Refused as error:
            return refused(request, str(error))
        sentence = f"Compacted. What was there before is snapshot {kept.number}."
        messages.success(request, sentence)
        return redirect("agents:consciousness", slug=slug)
    context = mind_frame(agent, held, "compact")
    if held and not context["wrong"]:
        context["plan"] = remembering.planned(held, limit)
    return page(request, "agents/consciousness_compact.html", context)


@require_GET
def snapshot_list(request: Request, slug: str) -> HttpResponse:
    return page(request, "agents/snapshot_list.html", _list(request, slug))


def _list(request: Request, slug: str) -> dict[str, Any]:
    agent, held = own_mind(request, slug)
    rows = keyset.page_of(versions_of(agent), request.GET, order=BY_NUMBER, size=VERSIONS)
    return mind_frame(agent, held, "snapshots") | {"page": rows, "most": revising.MOST_NOTE}


@require_POST
def snapshot_take(request: Request, slug: str) -> HttpResponse:
    agent, held = own_mind(request, slug)
    note = request.POST.get("note", "")
    try:
        if held is None:
            raise Refused("consciousness", "holds nothing yet")
        kept = revising.keep(agent, note=note, by=request.user, now=clock.now())
    except Refused as error:
        context = _list(request, slug) | {"note": note, "mistake": str(error)}
        return page(request, "agents/snapshot_list.html", context, status=422)
    messages.success(request, f"Took snapshot {kept.number}.")
    return redirect("agents:snapshot_list", slug=slug)


@require_GET
def snapshot_detail(request: Request, slug: str, number: int) -> HttpResponse:
    agent, held = own_mind(request, slug)
    kept = _snapshot(request, slug, number)
    context = mind_frame(agent, held, "snapshots") | {
        "kept": kept,
        "kept_wrong": remembering.fault(kept.messages, kept.cycles),
    }
    if held and not context["wrong"] and not context["kept_wrong"]:
        context["difference"] = differing.between(held.cycles, kept.cycles)
    return page(request, "agents/snapshot_detail.html", context)


@require_POST
def snapshot_restore(request: Request, slug: str, number: int) -> HttpResponse:
    agent, _ = own_mind(request, slug)
    kept = _snapshot(request, slug, number)
    try:
        before = revising.restore(
            agent, kept, opened=_version(request), by=request.user, now=clock.now()
        )
    except Refused as error:
        return refused(request, str(error))
    parked = " It is still parked: start it from its page." if agent.parked_at else ""
    sentence = f"Restored snapshot {number}. What was there before is snapshot {before.number}."
    messages.success(request, f"{sentence}{parked}")
    return redirect("agents:consciousness", slug=slug)


def _snapshot(request: Request, slug: str, number: int) -> ConsciousnessSnapshot:
    visible = ConsciousnessSnapshot.objects.visible_to(request.user)
    found: ConsciousnessSnapshot = get_object_or_404(
        visible, agent_entity__agent__slug=slug, number=number
    )
    return found


def _version(request: Request) -> int:
    """The version of a consciousness that a form was opened with; -1 for none."""
    given = whole_number(request.POST.get("opened", ""))
    return -1 if given is None else given
