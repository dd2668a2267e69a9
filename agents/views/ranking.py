"""What cost most in a period, page by page: projects, models, missions and the like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from agents.models import TotalKind
from agents.usage import rankings, reports
from agents.usage.reports import Spend
from agents.usage.subjects import NAMES, ranked, valued
from agents.views import periods
from devcraft.http import Request, page

SIZE = 50
TITLES = {
    TotalKind.PROJECT: "Projects",
    TotalKind.MODEL: "Models",
    TotalKind.MISSION: "Missions",
    TotalKind.SESSION: "Sessions",
    TotalKind.ACTOR: "Agents",
    TotalKind.AGENT: "Sources",
    TotalKind.PROVIDER: "Providers",
    TotalKind.BRANCH: "Branches",
}
KINDS = {NAMES.get(kind, kind.value): kind for kind in TITLES}
"""Kinds of total by what addresses call them."""
PAGES = {TotalKind.SESSION: "agents:session_list", TotalKind.MODEL: "agents:model_list"}
"""Kinds whose subjects have a page of their own, which says more."""
Subjects = Sequence[tuple[str, Spend]]


@require_GET
def ranking(request: Request, kind: str) -> HttpResponse:
    """Every subject of KIND by its cost, a page at a time."""
    if kind not in KINDS:
        raise Http404
    asked = periods.asked(request)
    period, of = asked.chosen.period, KINDS[kind]
    found = rankings.page_of(request.user, period, of, request.GET, size=SIZE)
    spend = reports.spend(request.user, period)
    table = table_of(request, of, found.rows, Spend())
    if of == TotalKind.MISSION:
        table |= {"rows": valued(request.user, table["rows"]), "has_scores": True}
    context = {
        "table": table,
        "page": found,
        "spend": spend,
    }
    return page(request, "agents/ranking.html", context | periods.choice(request, asked))


def table_of(request: Request, kind: TotalKind, rows: Subjects, others: Spend) -> dict[str, Any]:
    """A ranking, and what the OTHERS came to that it does not name."""
    name = NAMES.get(kind, kind.value)
    return {
        "title": TITLES[kind],
        "kind": name,
        "at": reverse(PAGES[kind]) if kind in PAGES else reverse("agents:ranking", args=[name]),
        "has_scores": False,
        "rows": ranked(request.user, kind, rows),
        "others": others,
    }
