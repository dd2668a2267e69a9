"""The list of time entries, and the last acts that can be undone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from devcraft import clock
from devcraft.http import Request, page, refused, way_back
from missions import desk, offering, steps, timesheet, undo
from missions.acts import ActRefused
from missions.entry_forms import FilterForm
from missions.models import EntryKind
from missions.timesheet import Filters
from missions.views.acting import token_of


@require_GET
def time_list(request: Request) -> HttpResponse:
    current = desk.of(request)
    form = FilterForm(request.GET, user=request.user)
    is_fine, filters = form.is_valid(), filters_of(form)
    rule = desk.rule_of(request.user)
    rows = timesheet.entries(request.user, filters, rule=rule, now=current.now)
    context = {
        "current": "list",
        "form": form,
        "filters": filters,
        "page": timesheet.listing(
            rows,
            filters,
            before=request.GET.get("before", ""),
            after=request.GET.get("after", ""),
        ),
        "total": timesheet.total(rows, filters, now=current.now),
        "offered": offering.offered(request.user),
        "steps": steps.of(undo.last_acts(request.user)),
    }
    return page(request, "missions/time_list.html", context, status=200 if is_fine else 422)


def filters_of(form: FilterForm) -> Filters:
    """What a checked FORM narrows to; what was typed wrong is left out."""
    typed = form.cleaned_data
    mission = typed.get("mission")
    return Filters(
        kind=EntryKind(typed.get("kind") or EntryKind.TIMED),
        mission=mission.pk if mission else None,
        first=typed.get("first"),
        last=typed.get("last"),
        source=typed.get("source", ""),
        is_suspect=typed.get("suspect", False),
    )


@require_POST
def act_undo_step(request: Request, pk: int) -> HttpResponse:
    """Take back one of the last acts, if nothing later stands in its way."""
    try:
        undone = undo.undo_step(
            user=request.user, now=clock.now(), token=token_of(request), act_id=pk
        )
    except ActRefused as error:
        return refused(request, str(error))
    messages.info(request, f"Undone; “{undone.mission.name}” is as it was before.")
    return redirect(way_back(request, default=reverse("missions:time_list")))
