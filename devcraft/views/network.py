"""Where requests of this server may go. The operator decides it; the page only tells."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from devcraft.http import Request, page
from devcraft.outbound import admitting


@require_GET
def network(request: Request) -> HttpResponse:
    context = {"allowed": admitting.exceptions(), "ports": sorted(admitting.PORTS)}
    return page(request, "network.html", context)
