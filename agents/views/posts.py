"""The last posts of exporters: what was read, what was ignored, what was rejected and why."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from agents.models import TelemetryPost
from devcraft import keyset
from devcraft.http import Request, page

SIZE = 20
NEWEST = keyset.Order("at")


@require_GET
def post_list(request: Request) -> HttpResponse:
    mine = TelemetryPost.objects.visible_to(request.user).select_related("key")
    found = keyset.page_of(mine, request.GET, order=NEWEST, size=SIZE)
    context = {"page": found, "site": request.build_absolute_uri("/").rstrip("/")}
    return page(request, "agents/post_list.html", context, fragment="posts")
