"""A mission's two lanes: its minutes, and what agents used for it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from agents.models import TotalKind, UsageEvent
from agents.usage import lanes, reports
from agents.views.billing import charts_of
from devcraft.http import Request, page
from missions import desk
from missions.models import DayTotal
from missions.views.acting import load
from missions.views.mission import frame

DAYS = 8
LATEST = 10


@require_GET
def mission_lane(request: Request, pk: int) -> HttpResponse:
    mission = load(request, pk)
    period = reports.last_days(DAYS, today=desk.of(request).today, rule=desk.rule_of(request.user))
    subject = str(mission.pk)
    totals = DayTotal.objects.filter(
        owner=request.user, mission=mission, day__gte=period.first, day__lte=period.last
    )
    seconds = {row.day: row.timed_seconds + row.claimed_seconds for row in totals}
    spends = reports.by_day(request.user, period, TotalKind.MISSION, subject)
    found = lanes.lanes(period.days, seconds, spends)
    context = frame(request, mission, "agents") | {
        "spend": reports.all_time(request.user, TotalKind.MISSION, subject),
        "assumed": reports.all_time(request.user, TotalKind.ASSUMED, subject),
        "days": found,
        "latest": UsageEvent.objects.visible_to(request.user)
        .filter(mission=mission)
        .order_by("-at", "-id")[:LATEST],
    }
    return page(request, "agents/mission_lane.html", context | charts_of(found))
