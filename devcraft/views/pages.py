"""Small pages of the frame: what waits, more, the keys."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from agents.living.spaces import asking
from agents.usage.budgets import noticing
from devcraft.http import Request, page
from missions import board, desk

MOST_WAITING = 50


@require_GET
def waiting(request: Request) -> HttpResponse:
    now = desk.of(request).now
    context = {
        "missions": board.waiting_for_answer(request.user, MOST_WAITING),
        "questions": asking.in_spaces(request.user, now=now)[:MOST_WAITING],
        "cards": asking.elsewhere(request.user, now=now),
        "notices": noticing.unseen(request.user)[:MOST_WAITING],
        "running": desk.of(request).running,
    }
    return page(request, "waiting.html", context)


@require_GET
def more(request: Request) -> HttpResponse:
    """What the bottom bar of a narrow screen has no room for."""
    return page(request, "more.html", {})


@require_GET
def keys(request: Request) -> HttpResponse:
    return page(request, "keys.html", {})
