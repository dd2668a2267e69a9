"""Whether the site can serve: the database answers and its guards stand."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from devcraft import triggers


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """{"status": "ok"} with 200, or the reason with 503. Needs no sign-in."""
    try:
        absent = [trigger.name for trigger in triggers.missing(connection)]
    except DatabaseError:
        return JsonResponse({"status": "database unreachable"}, status=503)
    if absent:
        return JsonResponse({"status": "guards missing", "triggers": absent}, status=503)
    return JsonResponse({"status": "ok"})
