"""What agents cost: the period, its days, and who spent it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from agents.models import TotalKind
from agents.usage import lanes, reports
from agents.usage.reports import Spend
from agents.usage.subjects import Ranked, ranked
from agents.views import periods
from devcraft.http import Request, page
from missions.models import LocalDay

TOP = 8
WIDTH = 1080
SHARES = ("assigned", "assumed", "unassigned")
FEW = (TotalKind.PROJECT, TotalKind.MODEL, TotalKind.MISSION, TotalKind.LINK)
"""Kinds of total with few subjects in any period."""
Subjects = list[tuple[str, Spend]]


@require_GET
def billing(request: Request) -> HttpResponse:
    chosen = periods.chosen(request)
    days = days_of(request, chosen.period)
    if not days.spend.requests and not reports.has_any(request.user):
        return page(request, "agents/billing_empty.html", {})
    found = reports.by_kind(request.user, chosen.period, FEW)
    sessions = reports.by_subject(request.user, chosen.period, TotalKind.SESSION, limit=TOP)
    context = {
        "chosen": chosen,
        "periods": periods.LABELS,
        "spend": days.spend,
        "shares": shares_of(found[TotalKind.LINK]),
        "days": days,
        "tables": [
            ("Projects", "project", top(request, TotalKind.PROJECT, found)),
            ("Models", "model", top(request, TotalKind.MODEL, found)),
            ("Missions", "mission", top(request, TotalKind.MISSION, found)),
            ("Sessions", "session", ranked(request.user, TotalKind.SESSION, sessions)),
        ],
    }
    return page(request, "agents/billing.html", context | charts_of(days))


def top(request: Request, kind: TotalKind, found: Mapping[str, Subjects]) -> list[Ranked]:
    return ranked(request.user, kind, found[kind][:TOP])


def shares_of(found: Subjects) -> list[tuple[str, Spend]]:
    """Assigned, assumed and unassigned, in this order, with what each came to."""
    known = dict(found)
    return [(share, known.get(share, Spend())) for share in SHARES]


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
