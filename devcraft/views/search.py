"""One box for everything."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from devcraft import clock, everywhere
from devcraft.http import Request, page

OF_AGENTS = "agents"


@require_GET
def search(request: Request) -> HttpResponse:
    """What holds the words: the desk's own at once, what agents said and did after it."""
    words = request.GET.get("q", "").replace("\x00", " ").strip()
    sought = words[: everywhere.LONGEST]
    context = {"words": sought, "is_cut": len(words) > len(sought)}
    if sought and request.GET.get("in") == OF_AGENTS:
        context["agents"] = everywhere.agents(request.user, sought, now=clock.now())
    elif sought:
        context["rooms"] = everywhere.desk(request.user, sought)
    return page(request, "search.html", context, fragment="of-agents")
