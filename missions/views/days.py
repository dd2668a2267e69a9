"""One local day: the rows behind its figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from devcraft.http import Request, page, wants_fragment
from missions import desk, journal_entries
from missions.models import DayTotal, LocalDay, ScoreEntry

MOST_ROWS = 500
JOURNAL = "journal-of-day"


@require_GET
def day(request: Request, on: str) -> HttpResponse:
    try:
        wanted = date.fromisoformat(on)
    except ValueError as error:
        raise Http404 from error
    written = {"day": wanted, "entries": journal_entries.of_day(request.user, wanted)}
    if wants_fragment(request, JOURNAL):
        return page(request, "missions/day.html", written, fragment=JOURNAL)
    return page(request, "missions/day.html", written | _came_to(request, wanted))


def _came_to(request: Request, wanted: date) -> dict[str, Any]:
    worked = Q(timed_seconds__gt=0) | Q(claimed_seconds__gt=0)
    stored_totals = DayTotal.objects.filter(worked, owner=request.user, day=wanted)
    totals = list(
        stored_totals.select_related("mission").order_by("-timed_seconds", "id")[:MOST_ROWS]
    )
    lines = ScoreEntry.objects.filter(owner=request.user, day=wanted).select_related("mission")
    stored = LocalDay.objects.filter(owner=request.user, day=wanted).first()
    total = stored or LocalDay(owner=request.user, day=wanted)
    count_running(desk.of(request), total, totals)
    return {
        "totals": totals,
        "running": desk.of(request).running_days.get(wanted, 0),
        "lines": lines.order_by("id")[:MOST_ROWS],
        "sum": total,
    }


def count_running(current: desk.Desk, total: LocalDay, totals: list[DayTotal]) -> None:
    """Add to the rows of a day, unsaved, what the running clock put into it so far."""
    seconds = current.running_days.get(total.day, 0)
    if current.running is None or not seconds:
        return
    mission = current.running.mission
    row = next((row for row in totals if row.mission_id == mission.pk), None)
    if row is None:
        row = DayTotal(owner_id=total.owner_id, day=total.day, mission=mission)
        totals.append(row)
    row.timed_seconds += seconds
    total.timed_seconds += seconds
