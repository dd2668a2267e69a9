"""Files of billing: what a page lists, whole, as CSV or JSON."""

from __future__ import annotations

from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from agents.runs import exporting
from agents.runs import narrowing as runs
from agents.runs.exporting import Wanted
from agents.usage import narrowing
from agents.usage.periods import Asked
from agents.views import periods
from devcraft.http import Request, refused
from devcraft.streaming import FORMS, attachment


@require_GET
def export(request: Request, table: str, form: str) -> HttpResponseBase:
    """The rows of TABLE that the filters in the address leave, as a file."""
    if table not in exporting.TABLES or form not in FORMS:
        raise Http404
    asked, refusals = _asked(request, table)
    if refusals:
        return refused(request, refusals[0], status=400)
    chosen = asked.chosen
    found = exporting.TABLES[table]
    rows = found.rows(Wanted(request.user, chosen, request.GET))
    return attachment(form, found.names, rows, name=f"{table}-{chosen.name}")


def _asked(request: Request, table: str) -> tuple[Asked, list[str]]:
    """The period, and what of the address makes no sense; a file has no room to say it."""
    if table == "runs":
        wish = runs.wish(request.user, request.GET)
        names = [one.name for one, _ in wish.filters]
        asked = periods.asked(request, default=runs.usual_period(wish), filters=names)
        return asked, [*asked.refused, *wish.unknown]
    default = "month" if table == "models" else periods.DEFAULT
    filters = narrowing.NAMED if table == "requests" else ()
    asked = periods.asked(request, default=default, filters=filters)
    said = narrowing.read(request.GET).refused if table == "requests" else []
    return asked, [*asked.refused, *said]
