"""One local day: the rows behind its figures."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from devcraft.http import Request, page
from missions.models import DayTotal, LocalDay, ScoreEntry

MOST_ROWS = 500


@require_GET
def day(request: Request, on: str) -> HttpResponse:
    try:
        wanted = date.fromisoformat(on)
    except ValueError as error:
        raise Http404 from error
    worked = Q(timed_seconds__gt=0) | Q(claimed_seconds__gt=0)
    totals = DayTotal.objects.filter(worked, owner=request.user, day=wanted)
    lines = ScoreEntry.objects.filter(owner=request.user, day=wanted).select_related("mission")
    stored = LocalDay.objects.filter(owner=request.user, day=wanted).first()
    context = {
        "day": wanted,
        "totals": totals.select_related("mission").order_by("-timed_seconds", "id")[:MOST_ROWS],
        "lines": lines.order_by("id")[:MOST_ROWS],
        "sum": stored or LocalDay(owner=request.user, day=wanted),
    }
    return page(request, "missions/day.html", context)
