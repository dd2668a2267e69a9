"""The clock over HTTP: the polled pill, and one POST per act."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from devcraft import clock
from devcraft.http import Request, page, refused, refused_form, typed, way_back
from missions import desk, explain, lifecycle, timer, undo
from missions.acts import ActRefused
from missions.forms import CompleteForm, OfflineForm, PauseForm, ReasonForm
from missions.models import Mission, Status
from missions.views.acting import load, perform, token_of
from missions.views.rising import perform_and_rise


@require_GET
def timer_pill(request: Request) -> HttpResponse:
    """The running mission; 204 while nothing changed since the version asked for."""
    current = desk.of(request)
    if request.GET.get("version") == current.version:
        return HttpResponse(status=204)
    return render(request, "includes/_pulse.html")


@require_POST
def mission_start(request: Request, pk: int) -> HttpResponse:
    return perform(request, load(request, pk), timer.start, says="{name} is running.")


@require_POST
def mission_shelve(request: Request, pk: int) -> HttpResponse:
    return perform(
        request, load(request, pk), timer.shelve, says="Stopped {name}; its time is kept."
    )


@require_POST
def mission_discard(request: Request, pk: int) -> HttpResponse:
    return perform(
        request,
        load(request, pk),
        timer.discard,
        says="Left out the time of {name} since it was started.",
    )


@require_POST
def mission_pause(request: Request, pk: int) -> HttpResponse:
    mission = load(request, pk)
    form = PauseForm(request.POST)
    if not form.is_valid():
        return refused_form(request, form)
    return perform(request, mission, timer.pause, says="Paused {name}.", at=form.cleaned_data["at"])


@require_http_methods(["GET", "POST"])
def mission_complete(request: Request, pk: int) -> HttpResponse:
    mission = load(request, pk)
    form = CompleteForm(typed(request))
    if request.method == "POST" and form.is_valid():
        return perform_and_rise(
            request, mission, timer.complete, says="{name} is done.", **form.cleaned_data
        )
    context = {
        "mission": mission,
        "form": form,
        "next": way_back(request),
        "preview": preview(request, mission),
    }
    return page(
        request,
        "missions/mission_complete.html",
        context,
        fragment="preview",
        status=422 if form.is_bound else 200,
    )


@require_GET
def mission_preview(request: Request, pk: int) -> HttpResponse:
    """What completing now with a chosen valor would score."""
    mission = load(request, pk)
    context = {"mission": mission, "preview": preview(request, mission)}
    return render(request, "missions/mission_complete.html#preview", context)


def preview(request: Request, mission: Mission) -> explain.ScoreView:
    form = CompleteForm({"valor": request.GET.get("valor", "1")})
    valor = form.cleaned_data["valor"] if form.is_valid() else form.fields["valor"].initial
    running = desk.of(request).running
    seconds = (
        running.elapsed if running and running.mission.pk == mission.pk else mission.actual_seconds
    )
    return explain.score_at(mission, seconds=seconds, valor=valor)


@require_http_methods(["GET", "POST"])
def mission_offline(request: Request, pk: int) -> HttpResponse:
    """Log work done away from the timer, and with it complete the mission if wanted."""
    mission = load(request, pk)
    form = OfflineForm(typed(request), today=desk.of(request).today)
    if request.method == "POST" and form.is_valid():
        work = form.cleaned_data
        completes = work["is_done"] and mission.status != Status.DONE
        return perform_and_rise(
            request,
            mission,
            timer.log_offline,
            says="Logged offline time on {name}.",
            seconds=work["minutes"] * 60,
            on=work["on"],
            valor=work["valor"] if completes else None,
        )
    context = {"mission": mission, "form": form, "next": way_back(request)}
    return page(
        request, "missions/mission_offline.html", context, status=422 if form.is_bound else 200
    )


@require_POST
def act_undo(request: Request) -> HttpResponse:
    try:
        undone = undo.undo_last(user=request.user, now=clock.now(), token=token_of(request))
    except ActRefused as error:
        return refused(request, str(error))
    messages.info(request, f"Undone; “{undone.mission.name}” is as it was before.")
    return redirect(way_back(request))


@require_POST
def mission_archive(request: Request, pk: int) -> HttpResponse:
    return perform(
        request, load(request, pk), lifecycle.archive, says="Archived {name}; its points stay."
    )


@require_POST
def mission_restore(request: Request, pk: int) -> HttpResponse:
    return perform(
        request, load(request, pk), lifecycle.restore, says="{name} is back on the board."
    )


@require_POST
def mission_trash(request: Request, pk: int) -> HttpResponse:
    return perform(request, load(request, pk), lifecycle.trash, says="Moved {name} to the trash.")


@require_POST
def mission_put_back(request: Request, pk: int) -> HttpResponse:
    return perform(
        request, load(request, pk), lifecycle.put_back, says="{name} is out of the trash."
    )


@require_POST
def mission_reopen(request: Request, pk: int) -> HttpResponse:
    mission = load(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return refused_form(request, form)
    return perform(
        request,
        mission,
        lifecycle.reopen,
        says="Reopened {name}; its points were taken back.",
        reason=form.cleaned_data["reason"],
    )
