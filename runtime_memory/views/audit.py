"""The auditor's page: the newest lines of the trail, and its verification."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from devcraft import clock
from devcraft.http import Request, page, wants_fragment
from runtime_memory.auditing import running
from runtime_memory.auditing.subjects import Mention, Subject, subjects
from runtime_memory.models import ChainEntry, Verification
from runtime_memory.past.asking import read_line

SIZE = 50
PROGRESS = "verification"


@require_GET
def audit(request: Request) -> HttpResponse:
    """Lines up to number `line`, the newest first."""
    line = read_line(request.GET)
    rows = ChainEntry.objects.order_by("-seq")
    found = list((rows if line is None else rows.filter(seq__lte=line))[: SIZE + 1])
    shown = found[:SIZE]
    told = subjects(map(Mention.of, shown), request.user)
    context = {
        "lines": [(one, told[one.subject]) for one in shown],
        "older": found[SIZE].seq if len(found) > SIZE else None,
        "is_newest": line is None,
        **verified(request, Verification.objects.order_by("-pk").first()),
    }
    return page(request, "memory/audit.html", context)


def verified(request: Request, row: Verification | None) -> dict[str, Any]:
    """How VERIFICATION stands, and its findings as far as the reader may see the rows."""
    last = ChainEntry.objects.aggregate(last=Max("seq"))["last"] or 0
    found = running.findings(row) if row else []
    lines = ChainEntry.objects.filter(seq__in=[one.seq for one in found if one.seq])
    parents = {line.subject: Mention.of(line) for line in lines} if found else {}
    mentions = [parents.get(one.subject, Mention(one.subject)) for one in found]
    told: dict[str, Subject] = subjects(mentions, request.user) if found else {}
    return {
        "verification": row,
        "last": last,
        "findings": [(one, told[one.subject]) for one in found],
        "first_bad": min((one.seq for one in found if one.seq is not None), default=None),
    }


@require_POST
def verification_begin(request: Request) -> HttpResponse:
    running.begin(now=clock.now())
    return redirect("runtime_memory:audit")


@require_POST
def verification_go_on(request: Request, pk: int) -> HttpResponse:
    """A stretch further; htmx gets the progress alone, and asks again while there is more."""
    row = running.go_on(get_object_or_404(Verification, pk=pk), now=clock.now())
    if wants_fragment(request, PROGRESS):
        return page(request, "memory/audit.html", verified(request, row), fragment=PROGRESS)
    return redirect("runtime_memory:audit")
