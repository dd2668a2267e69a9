"""What cost most in a period: projects, models, missions or sessions in their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from agents.models import TotalKind
from agents.usage import reports
from agents.usage.reports import Spend
from agents.usage.subjects import ranked
from agents.views import periods
from devcraft.http import Request, page

MOST_RANKED = 200
TITLES = {
    TotalKind.PROJECT: "Projects",
    TotalKind.MODEL: "Models",
    TotalKind.MISSION: "Missions",
    TotalKind.SESSION: "Sessions",
}
Subjects = Sequence[tuple[str, Spend]]


@require_GET
def ranking(request: Request, kind: str) -> HttpResponse:
    """Every subject of KIND by its cost; beyond some two hundred the others as one row."""
    if kind not in TITLES:
        raise Http404
    asked = periods.asked(request)
    period = asked.chosen.period
    found = reports.by_subject(request.user, period, TotalKind(kind), limit=MOST_RANKED)
    table = table_of(request, TotalKind(kind), found, reports.spend(request.user, period))
    return page(request, "agents/ranking.html", {"table": table} | periods.choice(request, asked))


def table_of(request: Request, kind: TotalKind, rows: Subjects, whole: Spend) -> dict[str, Any]:
    """A ranking, and what the subjects came to that it does not name."""
    return {
        "title": TITLES[kind],
        "kind": kind.value,
        "rows": ranked(request.user, kind, rows),
        "others": reports.others(rows, whole),
    }
