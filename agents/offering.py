"""Which missions are offered when work is to be assigned."""

from __future__ import annotations

from devcraft.models import User
from missions.models import Mission, Status, TimeEntry

RECENT_ENTRIES = 40
MOST_OFFERED = 12


def offered(user: User) -> list[Mission]:
    """Missions that work may belong to: what runs or ran last, then what is most urgent."""
    entries = TimeEntry.objects.counted().filter(owner=user, started_at__isnull=False)
    latest = entries.select_related("mission").order_by("-started_at")[:RECENT_ENTRIES]
    found = {entry.mission_id: entry.mission for entry in latest if not entry.mission.is_in_trash}
    open_ones = Mission.objects.kept().filter(owner=user, status__in=[Status.WIP, Status.TODO])
    for mission in open_ones.order_by("-status", "-priority", "-id")[:MOST_OFFERED]:
        found.setdefault(mission.pk, mission)
    return list(found.values())[:MOST_OFFERED]
