"""Seconds of work by local day, for lanes beside them."""

from __future__ import annotations

from datetime import date
from typing import Any

from devcraft.models import User
from missions.models import DayTotal, LocalDay, Mission
from missions.reports.sums import Seconds


def focus_by_day(
    user: User, *, first: date, last: date, running: Seconds, mission: Mission | None = None
) -> dict[date, int]:
    """Timed and claimed seconds of the days FIRST to LAST, of MISSION alone or of all work.

    RUNNING are the seconds of the entry whose clock runs, when it belongs here.
    """
    if mission is None:
        rows: Any = LocalDay.objects.filter(owner=user, day__gte=first, day__lte=last)
    else:
        rows = DayTotal.objects.filter(owner=user, mission=mission, day__gte=first, day__lte=last)
    stored = rows.values_list("day", "timed_seconds", "claimed_seconds")
    found = {day: timed + claimed for day, timed, claimed in stored}
    for day, seconds in running.items():
        if first <= day <= last:
            found[day] = found.get(day, 0) + seconds
    return found
