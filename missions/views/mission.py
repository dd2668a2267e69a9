"""One mission: its brief, history, time and score."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from devcraft import keyset
from devcraft.http import Request, page
from missions import desk, evidence, explain, journal_entries, maturation, maturity, scoring, signs
from missions.forms import AnswerForm, LowerForm, NoteForm, ReasonForm, ResultForm, WhatIfForm
from missions.models import LEVEL_NAMES, DayTotal, Mission
from missions.views.acting import load

LINES = 50
DAYS = 8
SIGNS = 300


@require_GET
def mission_detail(request: Request, pk: int) -> HttpResponse:
    mission = load(request, pk)
    context = frame(request, mission, "brief") | {
        "priority": explain.priority_of(request.user, mission),
        "ladder": ladder_of(mission),
        "lower": LowerForm(),
        "result": ResultForm(),
        "mentions": journal_entries.naming_mission(request.user, mission),
    }
    return page(request, "missions/mission_detail.html", context)


@require_GET
def mission_what_if(request: Request, pk: int) -> HttpResponse:
    """The priority that other factors would give; nothing is saved."""
    mission = load(request, pk)
    form = WhatIfForm(request.GET or None)
    factors = form.cleaned_data if form.is_valid() else {}
    context = {
        "mission": mission,
        "priority": explain.priority_of(request.user, mission, **factors),
        "form": form,
        "is_what_if": bool(factors),
    }
    return page(
        request,
        "missions/what_if.html",
        context,
        fragment="priority",
        status=422 if form.errors else 200,
    )


@require_GET
def mission_history(request: Request, pk: int) -> HttpResponse:
    mission = load(request, pk)
    context = frame(request, mission, "history") | thread_of(request, mission)
    return page(request, "missions/mission_history.html", context)


def thread_of(request: Request, mission: Mission) -> dict[str, Any]:
    return {
        "lines": lines_page(request, mission.history_entries.all(), "sequence"),
        "notes": mission.note_rows.filter(removed_at=None)
        .select_related("author")
        .order_by("-at", "-id")[:LINES],
        "answer": AnswerForm(),
        "note": NoteForm(),
        "can_answer": mission.maturity_level < maturation.READY_LEVEL,
        "prediction": mission.predictions.pending().order_by("-id").first(),
    }


@require_GET
def mission_time(request: Request, pk: int) -> HttpResponse:
    mission = load(request, pk)
    entries = mission.time_entries.select_related("owner")
    context = frame(request, mission, "time") | {
        "entries": lines_page(request, entries, "id"),
        "totals": days_of(request, mission),
        "signs": signs.stretches(
            mission.work_signs.visible_to(request.user)
            .exclude(source=evidence.PAGE)
            .order_by("-at")[:SIGNS]
        ),
    }
    return page(request, "missions/mission_time.html", context)


def days_of(request: Request, mission: Mission) -> list[DayTotal]:
    """The last days with time on MISSION, the clock that runs on it counted until now."""
    rows = list(mission.day_totals.order_by("-day", "-id")[:DAYS])
    running = desk.of(request).running_days if is_running_here(request, mission) else {}
    for day, seconds in running.items():
        mine = (row for row in rows if (row.day, row.owner_id) == (day, request.user.pk))
        row = next(mine, None)
        if row is None:
            row = DayTotal(owner=request.user, day=day, mission=mission)
            rows.append(row)
        row.timed_seconds += seconds
    return sorted(rows, key=attrgetter("day"), reverse=True)[:DAYS]


@require_GET
def mission_score(request: Request, pk: int) -> HttpResponse:
    mission = load(request, pk)
    lines = lines_page(request, mission.score_entries.all(), "sequence")
    seconds = lines.rows[0].seconds if lines.rows else desk_seconds(request, mission)
    valor = scoring.DEFAULT_VALOR if mission.valor is None else mission.valor
    context = frame(request, mission, "score") | {
        "lines": lines,
        "view": explain.score_at(mission, seconds=seconds, valor=valor),
        "reopen": ReasonForm(),
    }
    return page(request, "missions/mission_score.html", context)


def lines_page(request: Request, rows: Any, field: str) -> keyset.Page[Any]:
    return keyset.page_of(rows, request.GET, order=keyset.Order(field), size=LINES)


def frame(request: Request, mission: Mission, tab: str) -> dict[str, Any]:
    """What every tab of a mission shows around its content."""
    return {
        "mission": mission,
        "tab": tab,
        "elapsed": desk_seconds(request, mission),
        "overtime": mission.overtime_seconds(desk_seconds(request, mission)),
        "is_running_here": is_running_here(request, mission),
    }


def is_running_here(request: Request, mission: Mission) -> bool:
    running = desk.of(request).running
    return running is not None and running.mission.pk == mission.pk


def desk_seconds(request: Request, mission: Mission) -> int:
    """All time on MISSION, the running entry of this user included."""
    running = desk.of(request).running
    if running is not None and running.mission.pk == mission.pk:
        return running.elapsed
    return mission.actual_seconds


def ladder_of(mission: Mission) -> list[dict[str, Any]]:
    facts = maturation.facts_of(mission)
    following = mission.maturity_level + 1
    return [
        {
            "level": level,
            "name": name,
            "meaning": maturity.MEANINGS[level],
            "is_reached": level <= mission.maturity_level,
            "is_next": level == following,
            "missing": maturity.missing_for(level, facts) if level == following else [],
        }
        for level, name in enumerate(LEVEL_NAMES)
    ]
