"""Runs of every origin: the list, and one with its steps, calls or requests, live."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from agents.living import profiles
from agents.models import InboxEvent, Run, RunOrigin, TotalKind, UsageEvent
from agents.runs import drawing, narrowing, spending, telling, waking, watching
from agents.usage import reports
from agents.usage.periods import ALL
from agents.usage.reports import Spend
from agents.views import periods
from devcraft import clock, keyset, waterfall
from devcraft.http import Request, page, wants_fragment
from runtime_memory import listing

REQUESTS = 50
MOST_EVENTS = 60
MOST_NOW = 8
BY_TIME = keyset.Order("at")


@require_GET
def run_list(request: Request) -> HttpResponse:
    """Runs of a period, narrowed by what the address names; or only those that go on now."""
    if wants_fragment(request, "now"):
        return page(request, "agents/run_list.html", _now(request), fragment="now")
    wish = narrowing.wish(request.user, request.GET)
    default = narrowing.usual_period(wish)
    asked = periods.asked(request, default=default, filters=[one.name for one, _ in wish.filters])
    found = narrowing.page_of(request.user, request.GET, wish, asked.chosen)
    spent = spending.of_runs(request.user, found.rows)
    rows = [{"run": run, "spend": spent.get(run.pk), "name": _name(run)} for run in found.rows]
    context = {"wish": wish, "page": found, "rows": rows, "is_shortened": default != ALL}
    if not wants_fragment(request, "rows"):
        context |= _now(request)
    context |= periods.choice(request, asked)
    return page(request, "agents/run_list.html", context, fragment="rows")


def _now(request: Request) -> dict[str, Any]:
    """The runs that have not ended, the newest first."""
    going_on = Run.objects.visible_to(request.user).filter(completed_at=None)
    newest = going_on.select_related("agent").order_by("-started_at", "-pk")[:MOST_NOW]
    return {"going_on": [{"run": run, "name": _name(run)} for run in newest]}


@require_GET
def run_detail(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The run; 204 to a page that asks whether what it has `seen` changed, and it did not."""
    run, now = get_object_or_404(watching.watched(request.user), pk=pk), clock.now()
    version = watching.version(run, now=now)
    if wants_fragment(request, "run") and request.GET.get("seen") == version:
        return HttpResponse(status=204)
    context = {
        "run": run,
        "name": _name(run),
        "version": version,
        "is_over": watching.is_over(run),
        "why_still": watching.why_still(run, now=now),
        "is_remembered": watching.is_remembered(run),
        "is_recorded": watching.is_recorded(run),
    }
    has_steps = run.origin == RunOrigin.OWN or vars(run)["steps_seen"] > 0
    context |= _stepwise(request, run, now) if has_steps else _foreign(request, run)
    return page(request, "agents/run_detail.html", context, fragment="run")


def _stepwise(request: Request, run: Run, now: datetime) -> dict[str, Any]:
    """A run whose steps are known: of an agent here, or told by telemetry."""
    told = telling.of(run, request.user, after=listing.start(request.GET))
    events = InboxEvent.objects.visible_to(request.user).filter(run=run)
    return {
        "told": told,
        "spend": told.spend,
        "profiles": _profiles(run),
        "events": [
            {"event": event, "words": waking.told(event)}
            for event in events.order_by("priority", "sequence")[:MOST_EVENTS]
        ],
        "chosen": request.GET.get("step", ""),
        "is_whole": request.GET.get("whole") == "yes",
        **_charts(drawing.of_steps(run, told.steps, now=now), drawing.reading),
    }


def _profiles(run: Run) -> list[dict[str, str]]:
    """The versions that RUN began with, each with its address in memory."""
    kept = (run.profiles or {}).items()
    return [
        {"words": words, "at": reverse("runtime_memory:profile_detail", args=[kind, row["name"]])}
        for (kind, row), words in zip(kept, profiles.told(run), strict=True)
    ]


def _foreign(request: Request, run: Run) -> dict[str, Any]:
    events = UsageEvent.objects.visible_to(request.user).filter(
        owner=run.owner, session=run.session, run=run
    )
    found = keyset.page_of(events, request.GET, order=BY_TIME, size=REQUESTS)
    spend = reports.all_time(request.user, TotalKind.SESSION, run.session)
    charts = _charts(drawing.of_requests(run, found.rows), drawing.counted)
    return {"page": found, "spend": spend if run.owner_id else Spend()} | charts


def _charts(
    lanes: list[waterfall.Lane], reading: Callable[[list[waterfall.Lane]], str]
) -> dict[str, Any]:
    return {
        "lanes": lanes,
        "reading": f"{reading(lanes)}.",
        "chart": waterfall.wide(lanes),
        "narrow_chart": waterfall.narrow(lanes),
    }


def _name(run: Run) -> str:
    is_own = run.origin == RunOrigin.OWN
    called = f"cycle {run.cycle_number:,}" if is_own else f"session {run.session[:13]}"
    return f"{run.agent.name[:60]}, {called}"
