"""The board, the list, the trash, and what changes the queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from devcraft import clock
from devcraft.forms import whole_number
from devcraft.http import Request, page, refused, way_back
from missions import board, editing, queue, timer
from missions.acts import ActRefused
from missions.forms import CreateForm, ListForm
from missions.models import Mission
from missions.views.acting import load, perform, token_of

FILTERS = ("q", "status", "assigned", "level", "dharma", "quest", "sort", "before", "after")


@require_GET
def mission_list(request: Request) -> HttpResponse:
    """The board; with any filter in the address the list instead."""
    context: dict[str, Any] = {
        "create": CreateForm(),
        "form": ListForm(request.GET),
        "current": "board",
    }
    if not any(name in request.GET for name in FILTERS):
        context["columns"] = board.columns(request.user)
        return page(request, "missions/mission_list.html", context)
    filters = filters_of(request)
    context["filters"] = filters
    context["current"] = "list" if filters.status != "archived" else "archived"
    context["page"] = board.listing(request.user, filters)
    return page(request, "missions/mission_list.html", context, fragment="rows")


def filters_of(request: Request) -> board.Filters:
    form = ListForm(request.GET)
    level = form.value("level")
    return board.Filters(
        text=form.value("q"),
        status=form.value("status", "all" if form.value("q") else "open"),
        assigned=form.value("assigned"),
        level=int(level) if level else None,
        dharma=form.value("dharma"),
        quest=form.value("quest"),
        sort=form.value("sort", "priority"),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )


@require_GET
def mission_trash_list(request: Request) -> HttpResponse:
    rows = board.trash(
        request.user, before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    return page(request, "missions/trash.html", {"page": rows, "current": "trash"})


@require_POST
def mission_create(request: Request) -> HttpResponse:
    """One line makes a mission; with `start` its clock runs at once."""
    form = CreateForm(request.POST)
    if not form.is_valid():
        context = {
            "create": form,
            "form": ListForm({}),
            "columns": board.columns(request.user),
            "current": "board",
        }
        return page(request, "missions/mission_list.html", context, status=422)
    mission = _created_once(request, form.cleaned_data["name"])
    if "start" in request.POST:
        return perform(request, mission, timer.start, says="{name} is made and running.")
    messages.success(request, f"Created “{mission.name}”.")
    return redirect(way_back(request, default=mission.get_absolute_url()))


def _created_once(request: Request, name: str) -> Mission:
    return editing.create(owner=request.user, name=name, now=clock.now(), token=token_of(request))


@require_POST
def queue_add(request: Request, pk: int) -> HttpResponse:
    return _reorder(request, load(request, pk), queue.add, now=clock.now())


@require_POST
def queue_remove(request: Request, pk: int) -> HttpResponse:
    return _reorder(request, load(request, pk), queue.remove, now=clock.now())


@require_POST
def queue_move(request: Request, pk: int) -> HttpResponse:
    """Move to place `to` (1 is the head)."""
    mission = load(request, pk)
    place = whole_number(request.POST.get("to", ""))
    if place is None or not 0 < place <= queue.LONGEST:
        return refused(
            request, f"Place must be a whole number from 1 to {queue.LONGEST}.", status=422
        )
    return _reorder(request, mission, queue.move, to=place)


def _reorder(
    request: Request, mission: Mission, act: Callable[..., None], **arguments: Any
) -> HttpResponse:
    try:
        act(user=request.user, mission=mission, **arguments)
    except ActRefused as error:
        return refused(request, str(error))
    return redirect(way_back(request))
