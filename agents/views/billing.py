"""What agents cost: the period, its days, and who spent it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from agents.models import TotalKind
from agents.usage import lanes, reports
from agents.usage.reports import Spend
from agents.views import periods
from agents.views.subjects import Ranked, ranked
from devcraft.http import Request, page
from missions.models import LocalDay

TOP = 8
WIDTH = 1080
SHARES = ("assigned", "assumed", "unassigned")


@require_GET
def billing(request: Request) -> HttpResponse:
    if not reports.has_any(request.user):
        return page(request, "agents/billing_empty.html", {})
    chosen = periods.chosen(request)
    days = days_of(request, chosen.period)
    context = {
        "chosen": chosen,
        "periods": periods.LABELS,
        "spend": reports.spend(request.user, chosen.period),
        "shares": shares_of(request, chosen.period),
        "days": days,
        "tables": [
            ("Projects", "project", top(request, chosen.period, TotalKind.PROJECT)),
            ("Models", "model", top(request, chosen.period, TotalKind.MODEL)),
            ("Missions", "mission", top(request, chosen.period, TotalKind.MISSION)),
            ("Sessions", "session", top(request, chosen.period, TotalKind.SESSION)),
        ],
    }
    return page(request, "agents/billing.html", context | charts_of(days))


def top(request: Request, period: reports.Period, kind: TotalKind) -> list[Ranked]:
    return ranked(request.user, kind, reports.by_subject(request.user, period, kind, limit=TOP))


def shares_of(request: Request, period: reports.Period) -> list[tuple[str, Spend]]:
    """Assigned, assumed and unassigned, in this order, with what each came to."""
    found = dict(reports.by_subject(request.user, period, TotalKind.LINK, limit=len(SHARES)))
    return [(share, found.get(share, Spend())) for share in SHARES]


def days_of(request: Request, period: reports.Period) -> lanes.Lanes:
    """The person's minutes beside the agents' cost, for every day of PERIOD."""
    rows = LocalDay.objects.filter(owner=request.user, day__gte=period.first, day__lte=period.last)
    seconds = {row.day: row.timed_seconds + row.claimed_seconds for row in rows}
    return lanes.lanes(period.days, seconds, reports.by_day(request.user, period))


def charts_of(found: lanes.Lanes) -> dict[str, Any]:
    return {
        "chart": lanes.chart(found, width=WIDTH, most_days=len(found.days)),
        "narrow_chart": lanes.chart(found, width=340, most_days=5),
        "reading": lanes.reading(found),
    }
