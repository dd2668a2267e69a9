"""`/lineage/latest` and `/lineage/runs`, which the original's programs read."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from devcraft import clock
from devcraft.keys import ProgramRequest
from devcraft.programs import asked
from runtime_memory.api import lineage, wishes
from runtime_memory.views.api.answers import READ


@require_GET
@asked(READ)
def lineage_latest(request: ProgramRequest) -> HttpResponse:
    return JsonResponse(lineage.latest(request.client.owner, now=clock.instant()))


@require_GET
@asked(READ)
def lineage_runs(request: ProgramRequest) -> HttpResponse:
    wish = wishes.read(request.GET)
    return JsonResponse(lineage.runs(request.client.owner, wish, now=clock.instant()))
