"""Time and missions as files, and as a calendar at a secret address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_GET, require_POST

from devcraft import clock, keyset
from devcraft.http import Request, page, refused
from devcraft.refusing import Refused
from devcraft.streaming import FORMS, attachment
from missions.exchange import feeds, narrowing, walking
from missions.exchange.upload_form import UploadForm
from missions.models import TimeImport

NEWEST = keyset.Order("id")
SIZE = 10


@require_GET
def exchange(request: Request) -> HttpResponse:
    """What can be taken out, and what was brought in."""
    return page(request, "missions/exchange.html", context_of(request))


def context_of(request: Request) -> dict[str, Any]:
    mine = TimeImport.objects.visible_to(request.user).defer("content", "report")
    return {
        "upload": UploadForm(),
        "link": feeds.link_of(request.user),
        "days": feeds.DAYS,
        "page": keyset.page_of(mine, request.GET, order=NEWEST, size=SIZE),
        "current": "exchange",
    }


@require_GET
def export(request: Request, rows: str, form: str) -> HttpResponseBase:
    """The ROWS (entries, missions) that the address narrows, as a file."""
    if rows not in walking.TABLES or form not in FORMS:
        raise Http404
    try:
        wanted = narrowing.read(request.user, request.GET)
    except Refused as error:
        return refused(request, capfirst(str(error)), status=400)
    table, name = walking.TABLES[rows], walking.file_name(rows, wanted)
    return attachment(form, table.names, table.rows(wanted), name=name)


@require_POST
def calendar_make(request: Request) -> HttpResponse:
    """A new secret address, shown in the answer and never again."""
    token = feeds.make(request.user, now=clock.now())
    address = request.build_absolute_uri(reverse("missions:calendar_feed", args=[token]))
    context = context_of(request) | {"address": address}
    return page(request, "missions/exchange.html", context, status=201)


@require_POST
def calendar_revoke(request: Request) -> HttpResponse:
    feeds.revoke(request.user, now=clock.now())
    messages.success(request, "Revoked the calendar’s address; it answers nobody from now on.")
    return redirect("missions:exchange")


@require_GET
@login_not_required
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar that a secret address opens; 404 once it was changed or revoked."""
    owner = feeds.owner_of(token)
    if owner is None:
        raise Http404
    told = feeds.told(owner, now=clock.now())
    answer = StreamingHttpResponse(told, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="devcraft.ics"'
    answer["X-Robots-Tag"] = "noindex"
    return answer
