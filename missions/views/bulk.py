"""Several entries at once: what an act on them would do, and the act."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from devcraft import clock
from devcraft.forms import first_error, whole_number
from devcraft.http import Request, page, refused, undo_at, way_back
from missions import bulk
from missions.acts import ActRefused
from missions.entry_forms import BulkForm
from missions.models import Mission
from missions.views.acting import token_of


@require_POST
def entry_bulk(request: Request) -> HttpResponse:
    """Show what moving or deleting the chosen entries would do; when that was seen, do it."""
    form = BulkForm(request.POST, user=request.user)
    if not form.is_valid():
        return refused(request, first_error(form), status=422)
    target = form.target
    try:
        if "seen" in request.POST:
            return _act(request, target)
        preview = bulk.preview(bulk.chosen(request.user, _pks(request)), target)
    except ActRefused as error:
        return refused(request, str(error))
    context = {
        "preview": preview,
        "target": target,
        "next": way_back(request, default=reverse("missions:time_list")),
    }
    return page(request, "missions/time_bulk.html", context)


def _pks(request: Request) -> set[int]:
    numbers = (whole_number(text) for text in request.POST.getlist("entry"))
    return {number for number in numbers if number is not None}


def _act(request: Request, target: Mission | None) -> HttpResponse:
    chosen: dict[str, Any] = {
        "user": request.user,
        "pks": _pks(request),
        "seen": request.POST["seen"],
        "now": clock.now(),
        "token": token_of(request),
    }
    made = bulk.remove(**chosen) if target is None else bulk.move(target=target, **chosen)
    if made is not None:
        count = len(chosen["pks"])
        what = f"{count} entr{'y' if count == 1 else 'ies'}"
        says = f"Deleted {what}." if target is None else f"Moved {what} to “{target.name}”."
        messages.success(request, says, extra_tags=undo_at(reverse("missions:undo")))
    return redirect(way_back(request, default=reverse("missions:time_list")))
