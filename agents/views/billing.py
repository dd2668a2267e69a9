"""What a period came to: two lanes, and its cost by project, model, mission and session."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from agents.models import TotalKind
from agents.usage import lanes, plans, reports
from agents.usage.periods import Asked
from agents.usage.reports import Spend
from agents.usage.spans import Period
from agents.views import periods
from agents.views.ranking import TITLES, Subjects, table_of
from devcraft.http import Request, page, wants_fragment
from missions import desk
from missions.models import Mission
from missions.reports import focus

TOP = 8
WIDTH = 1080
SHARES = ("assigned", "assumed", "unassigned")


@require_GET
def billing(request: Request) -> HttpResponse:
    asked = periods.asked(request)
    if wants_fragment(request, "cost"):
        spend = reports.spend(request.user, asked.chosen.period)
        context = {"chosen": asked.chosen, "spend": spend}
        return page(request, "agents/billing.html", context, fragment="cost")
    if asked.span is None:
        return page(request, "agents/billing_empty.html", {"refused": asked.refused})
    days = days_of(request, asked.chosen.period)
    context = {"spend": days.spend, "days": days, **rankings_of(request, asked, days.spend)}
    paid = plans.covered(request.user, asked.chosen.period)
    context |= {"covered": paid, "billed": days.spend.cost_pico - paid.pico}
    context |= charts_of(days) | periods.choice(request, asked)
    return page(request, "agents/billing.html", context)


def rankings_of(request: Request, asked: Asked, whole: Spend) -> dict[str, Any]:
    found = reports.by_kind(request.user, asked.chosen.period, [*TITLES, TotalKind.LINK], limit=TOP)
    tables = [
        table_of(request, kind, found[kind], reports.others(found[kind], whole)) for kind in TITLES
    ]
    return {"shares": shares_of(found[TotalKind.LINK]), "tables": tables}


def shares_of(found: Subjects) -> list[tuple[str, Spend]]:
    """Assigned, assumed and unassigned, in this order, with what each came to."""
    known = dict(found)
    return [(share, known.get(share, Spend())) for share in SHARES]


def days_of(request: Request, period: Period, mission: Mission | None = None) -> lanes.Lanes:
    """The person's minutes beside the agents' cost, for every step of PERIOD.

    Both of MISSION alone when there is one; the clock that runs is counted until now.
    """
    current = desk.of(request)
    is_counted = mission is None or mission == (current.running and current.running.mission)
    seconds = focus.focus_by_day(
        request.user,
        first=period.first,
        last=period.last,
        running=current.running_days if is_counted else {},
        mission=mission,
    )
    kind, subject = (TotalKind.MISSION, str(mission.pk)) if mission else (TotalKind.ALL, "")
    spends = reports.by_day(request.user, period, kind, subject)
    narrowed = f"mission={mission.pk}" if mission else ""
    return lanes.lanes(period, seconds, spends, today=current.today, narrowed=narrowed)


def charts_of(found: lanes.Lanes) -> dict[str, Any]:
    return {
        "chart": lanes.chart(found, width=WIDTH, most_days=len(found.days)),
        "narrow_chart": lanes.chart(found, width=340, most_days=5),
        "reading": lanes.reading(found),
    }
