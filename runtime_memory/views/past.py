"""Everything at one moment, as known at another, with a hash that can be cited."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from devcraft import clock
from devcraft.http import Request, page
from runtime_memory import listing, moments
from runtime_memory.past import asking, citing, state
from runtime_memory.past.then import Then, look_back

MOST_ROWS = 10_000
FIELDS = (("at", "Active at"), ("known", "As known at"))


@require_GET
def as_of(request: Request) -> HttpResponse:
    """The state at `at` by what was recorded up to `known` and line `line`; now by default."""
    now = clock.now()
    asked, refused = {}, []
    for name, label in FIELDS:
        value = listing.typed(request.GET, name) or listing.typed(request.GET, "as_of")
        moment = asking.read_moment(value) if value else now
        if moment is None:
            refused.append(asking.refusal(f"{label} (“{value}”)", "now"))
        asked[name] = moment or now
    then = look_back(**asked, line=asking.read_line(request.GET))
    context = {
        "then": then,
        "fields": {name: asking.local_text(moment) for name, moment in asked.items()},
        "refused": refused,
        "most": MOST_ROWS,
        **told(request, then),
    }
    return page(request, "memory/as_of.html", context)


def told(request: Request, then: Then) -> dict[str, Any]:
    """The state with its citation; None for both where there is too much to read."""
    try:
        found = state.whole(request.user, then, most=MOST_ROWS)
    except state.TooMuch:
        return {"state": None, "citation": None}
    asked = {"at": moments.written(then.at), "known": moments.written(then.known)}
    return {"state": found, "citation": citing.cite(request, then, found.digest, **asked)}
