"""A mission's two lanes: its minutes, and what agents used for it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from agents.models import TotalKind, UsageEvent
from agents.usage import reports, spans
from agents.usage.subjects import points_per_dollar
from agents.views.billing import charts_of, days_of
from devcraft.http import Request, page, wants_fragment
from missions import desk
from missions.views.acting import load
from missions.views.mission import desk_seconds, frame

DAYS = 8
LATEST = 10


@require_GET
def mission_lane(request: Request, pk: int) -> HttpResponse:
    """The page; for the mission's brief, the sums alone."""
    mission = load(request, pk)
    subject = str(mission.pk)
    context: dict[str, Any] = {
        "mission": mission,
        "elapsed": desk_seconds(request, mission),
        "spend": reports.all_time(request.user, TotalKind.MISSION, subject),
    }
    if wants_fragment(request, "lanes-in-short"):
        return page(request, "agents/mission_lane.html", context, fragment="lanes-in-short")
    period = spans.last_days(DAYS, today=desk.of(request).today, rule=desk.rule_of(request.user))
    days = days_of(request, period, mission)
    context |= frame(request, mission, "agents") | {
        "points_per_dollar": points_per_dollar(mission, context["spend"]),
        "assumed": reports.all_time(request.user, TotalKind.ASSUMED, subject),
        "days": days,
        "latest": UsageEvent.objects.visible_to(request.user)
        .filter(mission=mission)
        .order_by("-at", "-id")[:LATEST],
    }
    return page(request, "agents/mission_lane.html", context | charts_of(days))
