"""Search: turns, events and skills by their words."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from devcraft.http import Request, page
from runtime_memory import finding, listing, searching

LABELS = {"turns": "Turns", "events": "Events", "skills": "Skills"}
FILTERS = (listing.Filter("kind", "Kind", tuple(LABELS.items())),)


@require_GET
def search(request: Request) -> HttpResponse:
    wish = listing.read(request.GET, FILTERS)
    kind = wish.filters[0][1] or "turns"
    asked = searching.read(wish.words)
    hits = finding.page_of(finding.KINDS[kind], asked, request.user, request.GET)
    others = [] if hits.rows else finding.kinds_with(asked, request.user, other_than=kind)
    context = {
        "wish": wish,
        "asked": asked,
        "kind": kind,
        "kinds": LABELS,
        "hits": hits,
        "others": [(name, LABELS[name]) for name in others],
    }
    return page(request, "memory/search.html", context, fragment="rows")
