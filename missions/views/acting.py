"""The one way a POST becomes an act: load, act, say what happened, go back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from devcraft import clock
from devcraft.http import Request, refused, undo_at, way_back
from missions.acts import ActRefused
from missions.models import Mission


def load(request: Request, pk: int) -> Mission:
    """A mission this user may see; 404 otherwise."""
    return get_object_or_404(Mission.objects.visible_to(request.user), pk=pk)


def perform(
    request: Request,
    mission: Mission,
    act: Callable[..., Any],
    *,
    says: str,
    back: str = "",
    **arguments: Any,
) -> HttpResponse:
    """Run ACT on the mission and go back; SAYS may use {name} and becomes the toast.

    An act that finds nothing to change says nothing. One that is refused answers 409.
    """
    try:
        made = act(
            user=request.user,
            mission=mission,
            now=clock.now(),
            token=token_of(request),
            **arguments,
        )
    except ActRefused as error:
        return refused(request, str(error))
    if made is not None:
        sentence = says.replace("{name}", f"“{mission.name}”")
        messages.success(request, sentence, extra_tags=undo_at(reverse("missions:undo")))
    return redirect(way_back(request, default=back or mission.get_absolute_url()))


def token_of(request: Request) -> str:
    """The form's idempotency key, or none."""
    return request.POST.get("token", "").replace("\x00", "")[:64]


def change(
    request: Request, mission: Mission, act: Callable[..., Any], **arguments: Any
) -> HttpResponse:
    """Run an ACT that is no act on the clock (no token, no undo) and go back."""
    try:
        act(user=request.user, mission=mission, now=clock.now(), **arguments)
    except ActRefused as error:
        return refused(request, str(error))
    return redirect(way_back(request, default=mission.get_absolute_url()))
