"""The front page: what runs, what comes next, how the days went, what waits."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from agents.usage import lanes, spans
from agents.usage import reports as usage_reports
from devcraft.http import Request, page
from missions import board, desk, growth
from missions.forms import CompleteForm, CreateForm
from missions.reports import recent
from worlds import gallery

NEXT = 3
PAUSED = 3
WAITING = 4


@require_GET
def today(request: Request) -> HttpResponse:
    current = desk.of(request)
    newest = growth.newest_days(request.user, until=current.today)
    sums = recent.last_days(
        request.user, today=current.today, running=current.running_days, newest=newest
    )
    context = {
        "create": CreateForm(),
        "complete": CompleteForm(),
        "days": sums,
        "streak": growth.streak(request.user, today=current.today, newest=newest),
        "next_up": board.next_up(request.user, NEXT),
        "paused": board.paused(request.user, PAUSED),
        "waiting": board.waiting_for_answer(request.user, WAITING)
        if current.answers_waiting
        else [],
    }
    context |= (
        chart_of(current, sums)
        | lanes_of(request, sums)
        | {"world": gallery.last_saved(request.user)}
    )
    context["is_empty"] = not (
        current.running or context["next_up"] or context["paused"] or current.profile.pk
    )
    return page(request, "today.html", context)


def chart_of(current: desk.Desk, sums: recent.Days) -> dict[str, Any]:
    """Points of the last days, or hours for who has points switched off."""
    has_points = current.profile.shows_score
    draw = recent.score_chart if has_points else recent.hours_chart
    return {
        "days_title": "Points per day" if has_points else "Hours per day",
        "chart": draw(sums),
        "narrow_chart": draw(sums, is_narrow=True),
        "reading": recent.reading_of(sums) if has_points else recent.hours_reading_of(sums),
    }


def lanes_of(request: Request, sums: recent.Days) -> dict[str, Any]:
    """The person's hours beside the agents' cost, and when agents were last at work.

    No lanes while no agent was ever seen.
    """
    rule, today = desk.rule_of(request.user), desk.of(request).today
    period = spans.last_days(len(sums.sums), today=today, rule=rule)
    seconds = {day.day: day.timed_seconds + day.claimed_seconds for day in sums.sums}
    spends = usage_reports.by_day(request.user, period)
    found = lanes.lanes(period, seconds, spends, today=today)
    span = usage_reports.span(request.user, rule) if found.is_empty else None
    if found.is_empty and span is None:
        return {"lanes": None}
    return {
        "lanes": found,
        "last_used": span and span.last,
        "lanes_chart": lanes.chart(found),
        "narrow_lanes_chart": lanes.chart(found, width=340, most_days=5),
        "lanes_reading": lanes.reading(found),
    }
