"""One time entry: looked at, changed, split and left out; and one written by hand."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_http_methods, require_POST

from devcraft import clock, keyset
from devcraft.forms import whole_number
from devcraft.http import Request, page, refused, refused_form, typed, undo_at, way_back
from missions import correcting, offering, placing, timer, walltime
from missions.acts import ActRefused
from missions.entry_forms import (
    ClaimForm,
    EntryForm,
    SplitForm,
    TimedForm,
    WhyForm,
    form_for,
    instant_of,
    label_of,
)
from missions.fitting import Span
from missions.models import EntryKind, Mission, TimeEntry
from missions.placing import Offer, Overlap
from missions.views.acting import token_of

EDITS = 25
LIST = reverse_lazy("missions:time_list")
NOT_SENT_ON = {"csrfmiddlewaretoken", "token", "fit", "offer"}


def load_entry(request: Request, pk: int) -> TimeEntry:
    """An entry of this user; 404 otherwise."""
    rows = TimeEntry.objects.visible_to(request.user).select_related("mission")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
def entry_add(request: Request) -> HttpResponse:
    """Write an entry of the past: with start and end, or claimed for a day."""
    is_claimed = request.GET.get("kind") == EntryKind.CLAIMED
    kind: type[EntryForm] = ClaimForm if is_claimed else TimedForm
    form = kind(typed(request), user=request.user, initial=_proposed(request))
    context = {"form": form, "is_claimed": is_claimed, "next": way_back(request, default=str(LIST))}
    show = partial(_show_add, request, context)
    if not (request.method == "POST" and form.is_valid()):
        return show(422 if form.is_bound else 200)
    work = form.cleaned_data
    if is_claimed:
        claim = work["times"]
        act = partial(timer.log_offline, seconds=claim.seconds, on=claim.on)
    else:
        act = partial(
            correcting.add, times=work["times"], reason=work["reason"], fit=form.chosen_fit
        )
    return _perform(
        request, form, partial(act, mission=work["mission"]), show, says="Added time to {name}."
    )


def _show_add(request: Request, context: dict[str, Any], status: int) -> HttpResponse:
    context |= {"offered": offering.offered(request.user)}
    return page(request, "missions/entry_add.html", context, status=status)


def _proposed(request: Request) -> dict[str, Any]:
    """What the link to the form says of mission, start and end; nonsense says nothing."""
    found: dict[str, Any] = {}
    number = whole_number(request.GET.get("mission", ""))
    mission = number and Mission.objects.visible_to(request.user).filter(pk=number).first()
    if mission:
        found["mission"] = label_of(mission)
    for name in ("start", "end"):
        with suppress(ValidationError):
            moment = instant_of(request.GET.get(name, ""))
            found[name] = walltime.show(moment, request.user.zone)
    return found


@require_http_methods(["GET", "POST"])
def entry_detail(request: Request, pk: int) -> HttpResponse:
    """An entry with its edits; what is sent changes it."""
    entry = load_entry(request, pk)
    form = form_for(entry)(typed(request), user=request.user, entry=entry)
    show = partial(show_entry, request, entry, form)
    if not (request.method == "POST" and form.is_valid()):
        return show(422 if form.is_bound else 200)
    work = form.cleaned_data
    act = partial(
        correcting.change,
        entry=entry,
        mission=work["mission"],
        to=work["times"],
        seen=work["seen"],
        reason=work["reason"],
        fit=form.chosen_fit,
    )
    return _perform(request, form, act, show, says="Changed the entry.")


def show_entry(
    request: Request, entry: TimeEntry, form: EntryForm, status: int = 200
) -> HttpResponse:
    """The page of ENTRY. A refused change goes on from what the entry is now."""
    is_typed = form.is_bound and status == 422
    context = {
        "entry": entry,
        "form": form,
        "seen": form["seen"].value() if is_typed else placing.mark_of(entry),
        "split": SplitForm(user=request.user),
        "why": WhyForm(auto_id="id_delete_%s"),
        "offered": offering.offered(request.user),
        "edits": keyset.page_of(
            entry.edits.select_related("actor"),
            request.GET,
            order=keyset.Order("id"),
            size=EDITS,
        ),
    }
    return page(request, "missions/entry_detail.html", context, status=status)


@require_POST
def entry_split(request: Request, pk: int) -> HttpResponse:
    entry = load_entry(request, pk)
    form = SplitForm(request.POST, user=request.user)
    show = partial(_show_split, request, entry, form)
    if not form.is_valid():
        return show(422)
    act = partial(
        correcting.split,
        entry=entry,
        at=form.cleaned_data["moment"],
        reason=form.cleaned_data["reason"],
    )
    return _perform(request, form, act, show, says="Split the entry in two.")


def _show_split(request: Request, entry: TimeEntry, form: SplitForm, status: int) -> HttpResponse:
    context = {"entry": entry, "form": form}
    return page(request, "missions/entry_split.html", context, status=status)


@require_POST
def entry_delete(request: Request, pk: int) -> HttpResponse:
    entry = load_entry(request, pk)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return refused_form(request, form)
    try:
        made = correcting.remove(
            user=request.user,
            entry=entry,
            now=clock.now(),
            token=token_of(request),
            reason=form.cleaned_data["reason"],
        )
    except ActRefused as error:
        return refused(request, str(error))
    return _done(request, made, "Deleted the entry; its row stays.")


def _perform(
    request: Request,
    form: EntryForm,
    act: Callable[..., Any],
    show: Callable[[int], HttpResponse],
    *,
    says: str,
) -> HttpResponse:
    """Run ACT; when others are in the way show the ways out, when refused the form again."""
    try:
        made = act(user=request.user, now=clock.now(), token=token_of(request))
    except Overlap as error:
        return _show_overlap(request, error)
    except ActRefused as error:
        form.add_error(None, str(error))
        return show(409)
    return _done(request, made, says)


def _done(request: Request, made: Any, says: str) -> HttpResponse:
    if made is not None:
        sentence = says.replace("{name}", f"“{made.mission.name}”")
        messages.success(request, sentence, extra_tags=undo_at(reverse("missions:undo")))
    return redirect(way_back(request, default=str(LIST)))


def _show_overlap(request: Request, error: Overlap) -> HttpResponse:
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_SENT_ON
        for value in values
    ]
    context = {
        "sentence": str(error),
        "is_stale": error.is_stale,
        "offer": error.offer,
        "moves": moves_of(error.offer),
        "sent": sent,
        "action": request.get_full_path(),
        "next": way_back(request, default=str(LIST)),
    }
    return page(request, "missions/entry_overlap.html", context, status=409)


def moves_of(offer: Offer) -> list[tuple[str, str, Span]]:
    """The ways to move this entry, the lesser move first."""
    found = [
        (way, f"Move it {way}", moved)
        for way, moved in ((placing.EARLIER, offer.earlier), (placing.LATER, offer.later))
        if moved is not None
    ]
    return sorted(found, key=lambda move: abs(move[2].start - offer.mine.start))
