"""Edits of one mission's words, plan, criteria and notes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from devcraft import clock
from devcraft.forms import whole_number
from devcraft.http import Request, page, refused, typed, undo_at, way_back
from missions import editing
from missions.acts import ActRefused
from missions.forms import PARTS, NoteForm
from missions.models import Mission, Note
from missions.views.acting import change, load
from missions.views.mission import frame, thread_of


@require_http_methods(["GET", "POST"])
def mission_edit(request: Request, pk: int, part: str) -> HttpResponse:
    """Edit one part; a save on top of somebody else's shows both and loses neither."""
    if part not in PARTS:
        raise Http404
    mission = load(request, pk)
    title, form_class = PARTS[part]
    form = form_class(typed(request), instance=load(request, pk))
    back = way_back(request, default=mission.get_absolute_url())
    context = {
        "mission": mission,
        "title": title,
        "part": part,
        "form": form,
        "revision": mission.revision,
        "next": back,
    }
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, mission, form)
        except editing.EditedMeanwhile as conflict:
            context |= {"theirs": _theirs(form, conflict.mission)}
            return page(request, "missions/edit.html", context, status=409)
        return redirect(back)
    status = 422 if form.is_bound else 200
    return page(request, "missions/edit.html", context, fragment=f"part-{part}", status=status)


def _save(request: Request, mission: Mission, form: Any) -> None:
    editing.edit(
        user=request.user,
        mission=mission,
        base_revision=whole_number(request.POST.get("revision", "")) or 0,
        fields=form.cleaned_data,
        now=clock.now(),
    )


def _theirs(form: Any, stored: Mission) -> list[tuple[str, Any]]:
    return [
        (form.fields[name].label or name, getattr(stored, name))
        for name in form.cleaned_data
        if name in form.fields and form.cleaned_data[name] != getattr(stored, name)
    ]


@require_POST
def criterion_tick(request: Request, pk: int) -> HttpResponse:
    mission = load(request, pk)
    line = whole_number(request.POST.get("line", ""))
    if line is None:
        return refused(request, "Line must be a whole number.", status=422)
    return change(
        request,
        mission,
        editing.tick,
        line=line,
        text=request.POST.get("text", ""),
        is_met=request.POST.get("is_met") == "yes",
    )


@require_POST
def note_add(request: Request, pk: int) -> HttpResponse:
    mission = load(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        context = frame(request, mission, "history") | thread_of(request, mission)
        return page(request, "missions/mission_history.html", context | {"note": form}, status=422)
    editing.add_note(user=request.user, mission=mission, now=clock.now(), **form.cleaned_data)
    return redirect(way_back(request, default=mission.get_absolute_url()))


@require_POST
def note_remove(request: Request, pk: int, note: int) -> HttpResponse:
    mission = load(request, pk)
    row = get_object_or_404(Note, pk=note, mission=mission)
    try:
        editing.remove_note(note=row, now=clock.now())
    except ActRefused as error:
        return refused(request, str(error))
    put_back = reverse("missions:note_put_back", args=[mission.pk, row.pk])
    messages.info(request, "Removed the note.", extra_tags=undo_at(put_back))
    return redirect(way_back(request, default=mission.get_absolute_url()))


@require_POST
def note_put_back(request: Request, pk: int, note: int) -> HttpResponse:
    mission = load(request, pk)
    editing.put_note_back(note=get_object_or_404(Note, pk=note, mission=mission))
    return redirect(way_back(request, default=mission.get_absolute_url()))
