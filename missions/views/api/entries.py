"""Time entries for programs."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from devcraft import programs
from devcraft.keys import ProgramRequest
from devcraft.programs import asked
from missions.api import telling, wishes
from missions.exchange import narrowing

READ = "time:read"


@require_GET
@asked(READ)
def entry_index(request: ProgramRequest) -> HttpResponse:
    """Entries in the order in which they were made; `next` is the `after` of what follows."""
    user = request.client.owner
    wanted = narrowing.read(user, request.GET, also=wishes.PAGING)
    found = wishes.page(wanted.entries().select_related("mission"), request.GET)
    entries = telling.entries(user, found.rows)
    return programs.tagged(request, wishes.told("entries", entries, found))
