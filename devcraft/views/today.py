"""The front page: what runs, what comes next, how the days went, what waits."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from agents.usage import lanes
from agents.usage import reports as usage_reports
from devcraft.http import Request, page
from missions import board, days, desk, growth, reports
from missions.forms import CompleteForm, CreateForm

NEXT = 3
PAUSED = 3
WAITING = 4


@require_GET
def today(request: Request) -> HttpResponse:
    current = desk.of(request)
    live = _running_seconds_today(request, current)
    sums = reports.last_days(request.user, today=current.today, running_seconds_today=live)
    context = {
        "create": CreateForm(),
        "complete": CompleteForm(),
        "days": sums,
        "chart": reports.score_chart(sums),
        "narrow_chart": reports.score_chart(sums, is_narrow=True),
        "reading": reports.reading_of(sums),
        "streak": growth.streak(request.user, today=current.today),
        "next_up": board.next_up(request.user, NEXT),
        "paused": board.paused(request.user, PAUSED),
        "waiting": board.waiting_for_answer(request.user, WAITING)
        if current.answers_waiting
        else [],
    }
    context |= lanes_of(request, sums)
    context["is_empty"] = not (
        current.running or context["next_up"] or context["paused"] or current.profile.pk
    )
    return page(request, "today.html", context)


def lanes_of(request: Request, sums: reports.Days) -> dict[str, Any]:
    """The person's hours beside the agents' cost; nothing while no agent was ever seen."""
    period = usage_reports.last_days(
        len(sums.sums), today=desk.of(request).today, rule=desk.rule_of(request.user)
    )
    seconds = {day.day: day.timed_seconds + day.claimed_seconds for day in sums.sums}
    found = lanes.lanes(period.days, seconds, usage_reports.by_day(request.user, period))
    if found.is_empty and not usage_reports.has_any(request.user):
        return {"lanes": None}
    return {
        "lanes": found,
        "lanes_chart": lanes.chart(found),
        "narrow_lanes_chart": lanes.chart(found, width=340, most_days=5),
        "lanes_reading": lanes.reading(found),
    }


def _running_seconds_today(request: Request, current: desk.Desk) -> int:
    """How much of the running entry falls into today."""
    if current.running is None:
        return 0
    begun = current.running.entry.begun
    return days.split(begun, current.now, desk.rule_of(request.user)).get(current.today, 0)
