"""The settings of a space: its name, who is in it, how it ends."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agents.living.spaces import gathering, listing
from agents.living.spaces.forms import PersonForm, SpaceForm
from agents.models import Agent, SmartSpace
from agents.views.conversation import own_seat
from devcraft import clock
from devcraft.http import Request, page, refused, typed, undo_at
from devcraft.refusing import Kind, Refused

STATUS = {Kind.FORBIDDEN: 403, Kind.MISSING: 404}
MOST_OFFERED = 100


@require_http_methods(["GET", "POST"])
def space_edit(request: Request, key: uuid.UUID) -> HttpResponse:
    space = own_seat(request, key).smart_space
    begun = {"name": space.name, "description": space.description}
    form = SpaceForm(typed(request), initial=begun)
    if form.is_bound and form.is_valid():
        typed_in = form.cleaned_data

        def describe() -> str:
            gathering.describe(space, by=request.user, now=clock.now(), **typed_in)
            return "Saved."

        return _done(request, space, describe)
    return _settings(request, space, form, PersonForm(), status=422 if form.is_bound else 200)


@require_POST
def member_add(request: Request, key: uuid.UUID) -> HttpResponse:
    """An agent by its slug, or a person by the name of their account."""
    space = own_seat(request, key).smart_space
    now = clock.now()
    if "agent" in request.POST:
        visible = Agent.objects.visible_to(request.user).living()
        agent = get_object_or_404(visible, slug=request.POST["agent"])

        def let_in() -> str:
            is_new = gathering.add_agent(space, by=request.user, agent=agent, now=now)
            return _came(agent.name, is_new=is_new)

        return _done(request, space, let_in)
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _settings(request, space, SpaceForm(initial=vars(space)), form, status=422)
    guest = form.cleaned_data["person"]

    def invite() -> str:
        is_new = gathering.add_person(space, by=request.user, guest=guest, now=now)
        return _came(guest.username, is_new=is_new)

    return _done(request, space, invite)


@require_POST
def member_remove(request: Request, key: uuid.UUID, entity: uuid.UUID) -> HttpResponse:
    space = own_seat(request, key).smart_space

    def take_out() -> str:
        gone = gathering.remove(space, by=request.user, entity_id=entity)
        return f"“{gone.display_name}” is no longer in here."

    return _done(request, space, take_out)


@require_POST
def space_leave(request: Request, key: uuid.UUID) -> HttpResponse:
    space = own_seat(request, key).smart_space
    try:
        gathering.leave(space, user=request.user)
    except Refused as refusal:
        return refused(request, str(refusal))
    messages.success(request, f"You left “{space.name}”.")
    return redirect("agents:space_list")


@require_POST
def space_discard(request: Request, key: uuid.UUID) -> HttpResponse:
    space = own_seat(request, key).smart_space
    try:
        was_archived = gathering.discard(space, by=request.user, now=clock.now())
    except Refused as refusal:
        return refused(request, str(refusal), status=STATUS.get(refusal.kind, 409))
    if was_archived:
        undo = undo_at(reverse("agents:space_recover", args=[key]))
        messages.success(request, f"Archived “{space.name}”.", extra_tags=undo)
    else:
        messages.success(request, f"Deleted “{space.name}”, in which nothing was said.")
    return redirect("agents:space_list")


@require_POST
def space_recover(request: Request, key: uuid.UUID) -> HttpResponse:
    space = own_seat(request, key).smart_space

    def recover() -> str:
        gathering.recover(space, by=request.user)
        return f"“{space.name}” is open again."

    return _done(request, space, recover)


def _settings(
    request: Request, space: SmartSpace, form: SpaceForm, person: PersonForm, *, status: int
) -> HttpResponse:
    members = list(listing.members([space.pk]))
    inside = [seat.entity.agent_id for seat in members if seat.entity.agent_id]
    outside = Agent.objects.visible_to(request.user).living().exclude(pk__in=inside)
    context = {
        "space": space,
        "form": form,
        "person": person,
        "members": members,
        "outside": list(outside.order_by("name")[:MOST_OFFERED]),
        "is_owner": space.owner_id == request.user.pk,
    }
    return page(request, "spaces/space_edit.html", context, status=status)


def _done(request: Request, space: SmartSpace, act: Callable[[], str]) -> HttpResponse:
    """Do ACT, say what it says, and show the settings again."""
    try:
        messages.success(request, act())
    except Refused as refusal:
        return refused(request, str(refusal), status=STATUS.get(refusal.kind, 409))
    return redirect("agents:space_edit", key=space.pk)


def _came(name: str, *, is_new: bool) -> str:
    return f"“{name}” is in here now." if is_new else f"“{name}” was in here before."
