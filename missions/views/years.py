"""Fifty-three weeks at a glance."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from devcraft.http import Request, page
from missions import desk
from missions.reports import periods, rhythm, year
from missions.views.reports import head, working_of


@require_GET
def report_year(request: Request) -> HttpResponse:
    """The year up to a week as a heatmap of minutes, points or missions done, and by month."""
    current = desk.of(request)
    week, refused = periods.asked(request.GET, today=current.today, default="week", kinds=("week",))
    shown, sentence = measure_of(request.GET.get("show", ""), current)
    found = year.year_of(
        request.user,
        week,
        year.MEASURES[shown],
        today=current.today,
        working=working_of(current),
    )
    context = head(request, week, refused, "year") | {
        "year": found,
        "shown": shown,
        "measures": measures(current),
        "zones": rhythm.zones([], desk.rule_of(request.user)),
    }
    context["refused"] += [sentence] if sentence else []
    return page(request, "missions/report_year.html", context)


def measures(current: desk.Desk) -> dict[str, Any]:
    """What the heatmap may show to this person, by the names of addresses."""
    profile = current.profile
    has_points = profile.shows_score and profile.shows_score_heatmap
    return {name: one for name, one in year.MEASURES.items() if has_points or name != "score"}


def measure_of(name: str, current: desk.Desk) -> tuple[str, str]:
    """The measure that is shown, and a sentence when it is not the one asked for."""
    allowed = measures(current)
    if name in allowed or not name:
        return name or year.USUAL, ""
    if name in year.MEASURES:
        return year.USUAL, "Points are switched off in your settings; minutes are shown."
    names = ", ".join(allowed)
    return year.USUAL, f"Show must be one of {names}, not “{periods.shown(name)}”."
