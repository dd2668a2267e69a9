"""Whether the site can serve: the database answers, its guards stand, nothing is overdue."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from devcraft import clock, readiness, triggers

UNREACHABLE = {"status": "database unreachable"}


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """{"status": "ok"} with 200, or the reason with 503. Needs no sign-in."""
    try:
        absent = [trigger.name for trigger in triggers.missing(connection)]
    except DatabaseError:
        return JsonResponse(UNREACHABLE, status=503)
    if absent:
        return JsonResponse({"status": "guards missing", "triggers": absent}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """{"status", "reasons"}: ok, degraded with 200, or unavailable with 503. Needs no sign-in;
    an administrator is told more in "details".
    """
    try:
        found = readiness.troubles(now=clock.now())
        is_told = request.user.is_staff
    except DatabaseError:
        return JsonResponse(UNREACHABLE, status=503)
    is_fatal = any(trouble.is_fatal for trouble in found)
    status = ("unavailable" if is_fatal else "degraded") if found else "ok"
    told: dict[str, Any] = {"status": status, "reasons": [trouble.word for trouble in found]}
    if is_told:
        told["details"] = [trouble.said for trouble in found]
    return JsonResponse(told, status=503 if is_fatal else 200)
