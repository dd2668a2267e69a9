"""What the curator did, and how good guesses were."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from devcraft import keyset
from devcraft.http import Request, page
from missions import calibration as calibrating
from missions.models import CuratorLog, CuratorStatus

SIZE = 50
NARROW = 340


@require_GET
def curator_log(request: Request) -> HttpResponse:
    """Runs of the curator, the newest first, all or those of one status."""
    status = request.GET.get("status", "")
    kept = CuratorLog.objects.all()
    if status in CuratorStatus.values:
        kept = kept.filter(status=status)
    found = keyset.paginate(
        [kept.filter(owner=request.user), kept.filter(owner=None)],
        order=keyset.Order("started_at"),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
        size=SIZE,
    )
    statuses = {"": "All", **dict(CuratorStatus.choices)}
    context = {"page": found, "status": status, "statuses": statuses}
    return page(request, "missions/curator_log.html", context)


@require_GET
def calibration(request: Request) -> HttpResponse:
    found = calibrating.guesses(request.user)
    context = {
        "guesses": found,
        "promises": calibrating.promises(request.user),
        "reading": calibrating.reading(found),
        "chart": calibrating.chart(found.buckets),
        "narrow_chart": calibrating.chart(found.buckets, width=NARROW),
        "few": calibrating.FEW,
        "newest": calibrating.NEWEST,
    }
    return page(request, "missions/calibration.html", context)
