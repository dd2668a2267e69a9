"""A person's words about usage: assigning, taking back, and undoing either."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from agents.forms import AssignForm
from agents.models import MissionLink
from agents.usage import words
from devcraft import clock
from devcraft.http import Request, refused, refused_form, undo_at, way_back


@require_POST
def assign(request: Request) -> HttpResponse:
    """Say what something belongs to; its requests and their totals move at once."""
    form = AssignForm(request.POST, user=request.user)
    if not form.is_valid():
        return refused_form(request, form)
    typed = {name: form.cleaned_data[name] for name in ("subject", "name", "mission")}
    said = words.say(owner=request.user, now=clock.now(), **typed)
    sentence = f"Assigned to “{said.link.mission.name}”; {told(said.moved)}"
    return answered(request, sentence, undo="agents:link_undo", link=said.link)


@require_POST
def link_end(request: Request, pk: int) -> HttpResponse:
    link = get_object_or_404(MissionLink, pk=pk, owner=request.user, ended_at=None)
    moved = words.take_back(link, now=clock.now())
    sentence = f"Took the assignment back; {told(moved)}"
    return answered(request, sentence, undo="agents:link_renew", link=link)


@require_POST
def link_undo(request: Request, pk: int) -> HttpResponse:
    link = get_object_or_404(MissionLink, pk=pk, owner=request.user)
    try:
        moved = words.undo(link, now=clock.now())
    except words.WordRefused as error:
        return refused(request, str(error))
    return answered(request, f"Undone; {told(moved)}")


@require_POST
def link_renew(request: Request, pk: int) -> HttpResponse:
    link = get_object_or_404(MissionLink, pk=pk, owner=request.user)
    try:
        moved = words.renew(link, now=clock.now())
    except words.WordRefused as error:
        return refused(request, str(error))
    return answered(request, f"Undone; {told(moved)}")


def answered(
    request: Request, sentence: str, *, undo: str = "", link: MissionLink | None = None
) -> HttpResponse:
    """Say what happened, with the route that undoes it for LINK, and go back."""
    tags = undo_at(reverse(undo, args=[link.pk]) if link and undo else "")
    messages.success(request, sentence, extra_tags=tags)
    return redirect(way_back(request, default=reverse("agents:unassigned")))


def told(moved: int) -> str:
    return f"{moved:,} request{'' if moved == 1 else 's'} moved."
