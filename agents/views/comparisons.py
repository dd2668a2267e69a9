"""Sessions, models and tools of a period side by side."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from agents.models import Run, TotalKind
from agents.runs import failing
from agents.runs.spending import session_of
from agents.usage import comparing, rankings, reports
from agents.usage.subjects import ranked
from agents.views import periods
from devcraft.http import Request, page

SIZE = 50


@require_GET
def session_list(request: Request) -> HttpResponse:
    """The dearest sessions first, each with its run."""
    asked = periods.asked(request)
    found = rankings.page_of(
        request.user, asked.chosen.period, TotalKind.SESSION, request.GET, size=SIZE
    )
    runs = _runs(request, [subject for subject, _ in found.rows])
    rows = [
        {"row": row, "run": runs.get(row.subject)}
        for row in ranked(request.user, TotalKind.SESSION, found.rows)
    ]
    context = {"rows": rows, "page": found, "spend": _spend(request, asked)}
    return page(request, "agents/session_list.html", context | periods.choice(request, asked))


@require_GET
def model_list(request: Request) -> HttpResponse:
    asked = periods.asked(request, default="month")
    found = rankings.page_of(
        request.user, asked.chosen.period, TotalKind.MODEL, request.GET, size=SIZE
    )
    models = ranked(request.user, TotalKind.MODEL, found.rows)
    rows = [{"row": row, "compared": comparing.of(row.spend)} for row in models]
    dearest = max((comparing.of(row.spend).per_million or 0 for row in models), default=0)
    context = {"rows": rows, "page": found, "dearest": dearest, "spend": _spend(request, asked)}
    return page(request, "agents/model_list.html", context | periods.choice(request, asked))


@require_GET
def tool_list(request: Request) -> HttpResponse:
    asked = periods.asked(request, default="month")
    context = {"tools": failing.of(request.user, asked.chosen.period)}
    return page(request, "agents/tool_list.html", context | periods.choice(request, asked))


def _spend(request: Request, asked: Any) -> reports.Spend:
    return reports.spend(request.user, asked.chosen.period)


def _runs(request: Request, sessions: list[str]) -> dict[str, Run]:
    """The newest run of each of SESSIONS."""
    runs = Run.objects.select_related("agent")
    # By id alone: beside an owner SQLite would rather walk all of the owner's runs.
    called = runs.filter(pk__in=[key for session in sessions if (key := _key(session))])
    named = runs.filter(owner=request.user, session__in=[name for name in sessions if name])
    found = [*named, *(run for run in called if run.owner_id == request.user.pk)]
    return {session_of(run): run for run in sorted(found, key=_age)}


def _age(run: Run) -> tuple[datetime, uuid.UUID]:
    return run.started_at, run.pk


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
