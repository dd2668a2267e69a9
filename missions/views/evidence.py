"""Signs of work over HTTP: that somebody is here, and what is said about a quiet clock."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from devcraft import clock
from devcraft.http import Request, page, refused, refused_form, typed, way_back
from missions import desk, evidence, offering, quieting, signs
from missions.acts import ActRefused
from missions.entry_forms import MomentForm, QuietForm, RestForm
from missions.models import Profile
from missions.signs import Sign
from missions.views.acting import load, perform, token_of


@require_POST
def presence(request: Request) -> HttpResponse:
    """Somebody acts on this site while a clock runs: one sign in five minutes, no content.

    A clock that is asked about already stays so until the person answers.
    """
    current = desk.of(request)
    running = current.running
    if running is not None and running.quiet is None and running.last.at < current.now:
        moment = signs.moment(current.now)
        signs.give(request.user, [Sign(running.mission.pk, evidence.PAGE, moment)])
    return HttpResponse(status=204)


@require_POST
def quiet_keep(request: Request, pk: int) -> HttpResponse:
    mission = load(request, pk)
    try:
        quieting.keep(user=request.user, mission=mission, now=clock.now())
    except ActRefused as error:
        return refused(request, str(error))
    messages.success(request, f"Kept all time of “{mission.name}”.")
    return redirect(way_back(request, default=mission.get_absolute_url()))


@require_POST
def quiet_trim(request: Request, pk: int) -> HttpResponse:
    mission, form = load(request, pk), MomentForm(request.POST)
    if not form.is_valid():
        return refused_form(request, form)
    says = "Left the quiet time of {name} out; it runs on from now."
    return perform(request, mission, quieting.trim, says=says, at=form.cleaned_data["at"])


@require_POST
def quiet_pause(request: Request, pk: int) -> HttpResponse:
    mission, form = load(request, pk), MomentForm(request.POST)
    if not form.is_valid():
        return refused_form(request, form)
    return perform(
        request, mission, quieting.pause, says="Paused {name}.", at=form.cleaned_data["at"]
    )


@require_http_methods(["GET", "POST"])
def quiet_move(request: Request, pk: int) -> HttpResponse:
    """Choose the mission that the time since the last sign of work belongs to."""
    mission = load(request, pk)
    running = desk.of(request).running
    since = running.last.at.isoformat() if running else ""
    form = RestForm(typed(request), user=request.user, initial={"at": since})
    if request.method == "POST" and form.is_valid():
        work = form.cleaned_data
        try:
            made = quieting.move_rest(
                user=request.user,
                mission=mission,
                target=work["mission"],
                at=work["at"],
                now=clock.now(),
                token=token_of(request),
            )
        except ActRefused as error:
            return refused(request, str(error))
        if made is not None:
            messages.success(request, f"“{work['mission'].name}” runs since then.")
        return redirect(way_back(request, default=work["mission"].get_absolute_url()))
    context = {
        "mission": mission,
        "running": running,
        "form": form,
        "offered": offering.offered(request.user),
        "next": way_back(request, default=mission.get_absolute_url()),
    }
    return page(request, "missions/quiet_move.html", context, status=422 if form.is_bound else 200)


@require_POST
def quiet_setting(request: Request) -> HttpResponse:
    """After how many minutes without a sign of work the clock is asked about."""
    form = QuietForm(request.POST, instance=desk.profile_of(request.user))
    if not form.is_valid():
        return refused_form(request, form)
    profile = Profile.objects.of(request.user)
    profile.quiet_minutes = form.cleaned_data["quiet_minutes"]
    profile.save(update_fields=["quiet_minutes"])
    messages.success(request, "Saved when a quiet clock is asked about.")
    return redirect(way_back(request, default=reverse("missions:time_list")))
