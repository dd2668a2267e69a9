"""What a day, a week or a month came to."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from devcraft.http import Request, page
from missions import days, desk
from missions.reports import drawing, hours, periods, plans, rhythm, sums
from missions.reports.periods import Period
from missions.reports.sums import Working

MOST_MISSIONS = 50
NARROW = 340


@require_GET
def report(request: Request) -> HttpResponse:
    """One day, week or month, by the stored local days."""
    current = desk.of(request)
    period, refused = periods.asked(request.GET, today=current.today, default="week")
    working = working_of(current)
    found = sums.days_of(request.user, period, working)
    missions = sums.missions_of(request.user, period, working)
    context = head(request, period, refused, period.kind) | {
        "days": found,
        "total": sums.together(found, period.first),
        "worked": sum(1 for day in found if day.timed_seconds),
        "missions": missions[:MOST_MISSIONS],
        "others": missions[MOST_MISSIONS:],
        "others_seconds": sum(one.seconds for one in missions[MOST_MISSIONS:]),
        "chart": drawing.chart(found, today=current.today),
        "narrow_chart": drawing.chart(found, today=current.today, is_narrow=True),
        "reading": drawing.reading(found, period),
        "plans": plans.worked_on(request.user, period, working),
        "is_running": working is not None and period.first <= current.today <= period.last,
    }
    context |= rhythm_of(request, period) | hours_of(request, period, current)
    return page(request, "missions/report.html", context)


def head(request: Request, period: Period, refused: str, current: str) -> dict[str, Any]:
    """What the top of every report shows: the period, its neighbours, the other kinds."""
    today = desk.of(request).today
    anchor = today if period.first <= today <= period.last else period.first
    return {
        "period": period,
        "refused": [refused] if refused else [],
        "current": current,
        "kinds": {kind: periods.around(kind, anchor) for kind in periods.SHAPES},
        "week_start": periods.WEEK_START,
    }


def working_of(current: desk.Desk) -> Working | None:
    if current.running is None:
        return None
    mission = current.running.mission
    return Working(mission.pk, mission.name, current.running_days)


def rhythm_of(request: Request, period: Period) -> dict[str, Any]:
    entries, rules = rhythm.begun_in(request.user, period)
    return {
        "rhythm": rhythm.rhythm_of(entries),
        "zones": rhythm.zones(rules, desk.rule_of(request.user)),
        "longest_pause": rhythm.LONGEST_PAUSE,
    }


def hours_of(request: Request, period: Period, current: desk.Desk) -> dict[str, Any]:
    running = {}
    if current.running is not None:
        entry = current.running.entry
        running = days.split_hours(entry.begun, current.now, entry.day_rule)
    found = hours.hours_of(request.user, period, running)
    return {
        "hours": found,
        "hours_reading": hours.reading(found),
        "hours_chart": hours.chart(found),
        "narrow_hours_chart": hours.chart(found, width=NARROW, label_every=4),
    }
