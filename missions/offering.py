"""Which missions are offered when work is to be assigned."""

from __future__ import annotations

from django.db.models import F, Max, OuterRef, Q, Subquery

from devcraft.models import User
from missions.models import Mission, Status, TimeEntry

RECENT_ENTRIES = 40
MOST_OFFERED = 12


def offered(user: User) -> list[Mission]:
    """Missions that work may belong to: what runs or ran last, then what is most urgent."""
    entries = TimeEntry.objects.counted().filter(owner=user, started_at__isnull=False)
    newest = entries.order_by("-started_at")[:RECENT_ENTRIES]
    kept = Mission.objects.kept()
    wip, todo = (
        kept.filter(owner=user, status=status).order_by("-priority", "-id")[:MOST_OFFERED]
        for status in (Status.WIP, Status.TODO)
    )
    urgent = Q(pk__in=wip.values("pk")) | Q(pk__in=todo.values("pk"))
    of_it = TimeEntry.objects.filter(pk__in=newest.values("pk")).values("mission")
    worked = of_it.annotate(last=Max("started_at")).filter(mission=OuterRef("pk")).values("last")
    found = kept.filter(Q(pk__in=newest.values("mission")) | urgent)
    ranked = found.annotate(worked_at=Subquery(worked)).order_by(
        F("worked_at").desc(nulls_last=True), "-status", "-priority", "-id"
    )
    return list(ranked[:MOST_OFFERED])
