"""How plans and guesses held, and where points came easier than the work."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from devcraft.http import Request, page
from missions import calibration, desk
from missions.reports import honesty, periods, plans, rhythm, sums, suspects, valor
from missions.views.reports import head, working_of


@require_GET
def report_estimates(request: Request) -> HttpResponse:
    """Plans against what it took, by execution mode; and how sure agents were."""
    found = plans.finished(request.user)
    guesses = calibration.guesses(request.user)
    context = {
        "estimates": plans.estimates(found),
        "missions": found[: plans.MOST_ROWS],
        "count": len(found),
        "enough": plans.ENOUGH,
        "newest": plans.NEWEST,
        "guesses": guesses,
        "guesses_reading": calibration.reading(guesses),
        "kinds": kinds_now(request),
        "current": "estimates",
    }
    return page(request, "missions/report_estimates.html", context)


def kinds_now(request: Request) -> dict[str, periods.Period | None]:
    """Day, week and month of today, for the tabs."""
    today = desk.of(request).today
    return {kind: periods.around(kind, today) for kind in periods.SHAPES}


@require_GET
def report_honesty(request: Request) -> HttpResponse:
    """Later ratings, easier edits, forgotten clocks, claimed time, valor beside evidence."""
    current = desk.of(request)
    period, refused = periods.asked(request.GET, today=current.today, default="month")
    days = sums.days_of(request.user, period, working_of(current))
    lines = honesty.lines_of(request.user, period)
    ledgers = honesty.by_mission(lines)
    entries, rules = rhythm.begun_in(request.user, period)
    rated = valor.rated(ledgers)
    context = head(request, period, refused, "honesty") | {
        "total": sums.together(days, period.first),
        "days_claimed": [day for day in days if day.claimed_seconds],
        "reratings": honesty.reratings(ledgers),
        "easings": honesty.easings(honesty.completions(ledgers)),
        "suspects": suspects.suspects_of(entries),
        "rated": rated,
        "bands": valor.bands(rated),
        "is_cut": len(lines) == honesty.MOST_LINES,
        "most_lines": honesty.MOST_LINES,
        "most_shown": honesty.MOST_SHOWN,
        "zones": rhythm.zones(rules, desk.rule_of(request.user)),
    }
    return page(request, "missions/report_honesty.html", context)
