"""The list of everything that can be done or opened, as a page and inside the palette."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from devcraft import everywhere, palette
from devcraft.http import Request, page, wants_fragment
from devcraft.views.search import OF_AGENTS
from missions import desk

LIST = "palette-list"


@require_GET
def commands(request: Request) -> HttpResponse:
    """What the words call; what agents said and did comes by a request of its own."""
    words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[: everywhere.LONGEST]
    context = {"words": words, "is_palette": wants_fragment(request, LIST)}
    current = desk.of(request)
    if words and request.GET.get("in") == OF_AGENTS:
        context["groups"] = palette.of_agents(request.user, words, now=current.now)
    else:
        context["groups"] = palette.offered(request.user, current, words)
        context["goes_on"] = bool(words)
    return page(request, "commands.html", context, fragment=LIST)
