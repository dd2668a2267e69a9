"""Which missions are offered when work is to be assigned."""

from __future__ import annotations

from django.db.models import F, Max, Q

from devcraft.models import User
from missions.models import Mission, Status, TimeEntry

RECENT_ENTRIES = 40
MOST_OFFERED = 12


def offered(user: User) -> list[Mission]:
    """Missions that work may belong to: what runs or ran last, then what is most urgent."""
    entries = TimeEntry.objects.counted().filter(owner=user, started_at__isnull=False)
    recent = entries.order_by("-started_at").values("mission")[:RECENT_ENTRIES]
    kept = Mission.objects.kept()
    open_ones = kept.filter(owner=user, status__in=[Status.WIP, Status.TODO])
    urgent = open_ones.order_by("-status", "-priority", "-id").values("pk")[:MOST_OFFERED]
    mine = Q(time_entries__owner=user, time_entries__discarded_at=None)
    found = kept.filter(Q(pk__in=recent) | Q(pk__in=urgent)).annotate(
        worked_at=Max("time_entries__started_at", filter=mine)
    )
    ranked = found.order_by(F("worked_at").desc(nulls_last=True), "-status", "-priority", "-id")
    return list(ranked[:MOST_OFFERED])
