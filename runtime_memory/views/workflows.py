"""Workflow runs: the list, and one as a timeline of steps and events."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from devcraft import keyset
from devcraft.http import Request, page
from runtime_memory import listing, queries, telling
from runtime_memory.models import TriggerSource, WorkflowRun, WorkflowStatus

SIZE = 50
LINES = 200
FILTERS = (
    listing.Filter("status", "Status", tuple(WorkflowStatus.choices)),
    listing.Filter("trigger_source", "Trigger", tuple(TriggerSource.choices)),
    listing.Filter("initiated_by", "Initiated by"),
)
INSIDE = ("id", "workflow_name", "initiated_by", "context_json")


@require_GET
def run_list(request: Request) -> HttpResponse:
    wish = listing.read(request.GET, FILTERS)
    found = listing.page_of(
        WorkflowRun.objects.defer("context_json"),
        request.user,
        request.GET,
        wish,
        inside=INSIDE,
        order=keyset.Order("started_at"),
        size=SIZE,
    )
    context = {"wish": wish, "page": found}
    return page(request, "memory/run_list.html", context, fragment="rows")


@require_GET
def run_detail(request: Request, key: str) -> HttpResponse:
    """Lines of the run's timeline from number `from` on, or from `event`, an id, on; orphans
    stand on the first page."""
    run = get_object_or_404(WorkflowRun.objects.visible_to(request.user), pk=key)
    replay = queries.workflow_replay(run.pk)
    if replay is None:
        raise Http404
    is_whole = "whole" in request.GET
    size = 1 if is_whole else LINES
    lines, asked = telling.lines(replay), request.GET.get("event", "")
    start = telling.place_of(lines, asked) if asked else listing.start(request.GET)
    end = start + size
    context = {
        "run": run,
        "replay": replay,
        "lines": list(enumerate(lines))[start:end],
        "orphans": [] if start else [telling.Line(event=event) for event in replay.orphans],
        "back": max(0, start - size) if start else None,
        "more": end if end < len(lines) else None,
        "is_whole": is_whole,
        "asked": asked,
    }
    return page(request, "memory/run_detail.html", context)
