"""The HTTP API as a document that programs read."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from devcraft.openapi.document import document


@require_GET
@login_not_required
def api_openapi(request: HttpRequest) -> JsonResponse:
    """It tells of nobody's rows, so that it needs no key."""
    return JsonResponse(document())
