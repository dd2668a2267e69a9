"""One space as a conversation: the page, what changed since, posting, the reading mark."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from agents.living import speaking
from agents.living.spaces import listing, live, looking, reading
from agents.living.spaces.forms import SayForm
from agents.models import SmartSpaceMembership
from devcraft import clock
from devcraft.forms import whole_number
from devcraft.http import Request, page, refused, refused_form
from devcraft.refusing import Refused


@require_GET
def space_detail(request: Request, key: uuid.UUID) -> HttpResponse:
    return shown(request, key, SayForm())


@require_GET
def space_live(request: Request, key: uuid.UUID) -> HttpResponse:
    """What changed since the page, or the last look, told what it shows; 204 if nothing."""
    return changes(request, own_seat(request, key), request.GET)


@require_POST
def space_say(request: Request, key: uuid.UUID) -> HttpResponse:
    seat = own_seat(request, key)
    form = SayForm(request.POST)
    if not form.is_valid():
        if request.htmx:
            return refused_form(request, form)
        return shown(request, key, form, status=422)
    try:
        said = speaking.say(
            space_id=key,
            entity=seat.entity,
            text=form.cleaned_data["text"],
            key=key_of(seat, form.cleaned_data["token"]),
            now=clock.instant(),
        )
    except Refused as refusal:
        return refused(request, str(refusal))
    reading.move(seat, said.seq)
    if request.htmx:
        return changes(request, seat, request.POST)
    return redirect(f"{seat.smart_space.get_absolute_url()}#end")


@require_POST
def space_seen(request: Request, key: uuid.UUID) -> HttpResponse:
    seat = own_seat(request, key)
    reading.move(seat, whole_number(request.POST.get("seq", "")) or 0)
    if not request.htmx:
        return redirect(seat.smart_space)
    context = {"spaces_unread": reading.unread_of(request.user), "is_beside": True}
    return render(request, "spaces/_unread.html", context)


def own_seat(request: Request, key: uuid.UUID) -> SmartSpaceMembership:
    """The place of the person who asks in the space KEY; 404 when they have none there."""
    seats = SmartSpaceMembership.objects.of(request.user).select_related("smart_space", "entity")
    return get_object_or_404(seats, smart_space=key)


def key_of(seat: SmartSpaceMembership, token: str) -> str:
    """The idempotency key of what is said once per TOKEN of this member; empty without one."""
    return f"{seat.pk}:{token}" if token else ""


def shown(request: Request, key: uuid.UUID, form: SayForm, *, status: int = 200) -> HttpResponse:
    """The page of the space KEY; 404 when the person who asks has no place in it."""
    before, start = (whole_number(request.GET.get(name, "")) for name in ("before", "from"))
    members = list(listing.members([key]).select_related("smart_space"))
    seat = next((one for one in members if one.entity.user_id == request.user.pk), None)
    if seat is None:
        raise Http404
    found = looking.at(seat, members, before=before, start=start, now=clock.now())
    day = looking.last_day(found)
    context = found | {
        "form": form,
        "token": form.data.get("token") or secrets.token_urlsafe(12),
        "repeated_day": day if day and day.isoformat() == request.GET.get("day") else None,
    }
    return page(request, "spaces/space_detail.html", context, fragment="older", status=status)


def changes(request: Request, seat: SmartSpaceMembership, told: Any) -> HttpResponse:
    """What a page that shows what it TOLD must add and replace."""
    found = live.since(seat, live.read(told), now=clock.now())
    if not found.is_any and request.method == "GET":
        return HttpResponse(status=204)
    context = {"live": found, "seat": seat, "token": secrets.token_urlsafe(12)}
    return render(request, "spaces/_live.html", context)
