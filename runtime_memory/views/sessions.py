"""Sessions: the list, and one replayed as a conversation."""

from __future__ import annotations

from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from devcraft import keyset
from devcraft.http import Request, page
from runtime_memory import listing, telling
from runtime_memory.models import Session, SessionStatus

SIZE = 50
TURNS = 100
FILTERS = (
    listing.Filter("status", "Status", tuple(SessionStatus.choices)),
    listing.Filter("actor", "Actor"),
)
INSIDE = ("id", "actor", "channel", "metadata_json")


@require_GET
def session_list(request: Request) -> HttpResponse:
    wish = listing.read(request.GET, FILTERS)
    found = listing.page_of(
        Session.objects.defer("metadata_json"),
        request.user,
        request.GET,
        wish,
        inside=INSIDE,
        order=keyset.Order("started_at"),
        size=SIZE,
    )
    context = {"wish": wish, "page": found}
    return page(request, "memory/session_list.html", context, fragment="rows")


@require_GET
def session_detail(request: Request, key: str) -> HttpResponse:
    """The turns from number `from` on; with `whole`, one turn to its last character."""
    session = get_object_or_404(Session.objects.visible_to(request.user), pk=key)
    is_whole = "whole" in request.GET
    size = 1 if is_whole else TURNS
    start = listing.start(request.GET)
    context = {
        "session": session,
        "told": telling.conversation(session, start=start, size=size),
        "totals": session.turns.aggregate(turns=Count("pk"), tokens=Sum("token_count")),
        "is_whole": is_whole,
    }
    return page(request, "memory/session_detail.html", context)
