"""Acts that may earn points, and the message when they reach a new level."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse

from devcraft.http import Request
from missions import desk
from missions.models import Mission
from missions.views.acting import perform


def perform_and_rise(
    request: Request, mission: Mission, act: Callable[..., Any], **said: Any
) -> HttpResponse:
    """Like `perform`; a new level is told in the toasts' status region, unless switched off."""
    before = desk.profile_of(request.user).level
    answer = perform(request, mission, act, **said)
    profile = desk.profile_of(request.user)
    if profile.level > before and profile.shows_level and profile.tells_level_ups:
        title = profile.standing.title
        messages.success(request, f"Level {profile.level} reached: {title}.", extra_tags="level-up")
    return answer
