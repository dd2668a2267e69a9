"""The routes of a person's time by whom they answer, and the rows that walks open there."""

from __future__ import annotations

from missions import timekeeping
from missions.models import TimeEntry
from tests.factories.missions import TimeEntryFactory

PAGE, ACT, FORM = {"get"}, {"post"}, {"get", "post"}

ONESELF = {
    "missions:time_list": PAGE,
    "missions:time_day": PAGE,
    "missions:time_week": PAGE,
    "missions:entry_add": FORM,
    "missions:entry_bulk": ACT,
    "missions:undo_step": ACT,
    "missions:presence": ACT,
    "missions:quiet_setting": ACT,
}
OF_A_MISSION = {
    "missions:quiet_keep": ACT,
    "missions:quiet_trim": ACT,
    "missions:quiet_pause": ACT,
    "missions:quiet_move": FORM,
}
ONE_ENTRY = {
    "missions:entry_detail": FORM,
    "missions:entry_split": ACT,
    "missions:entry_delete": ACT,
}
PLACES = {
    "time": "/time/",
    "claimed time": "/time/?kind=claimed",
    "suspect time": "/time/?suspect=on&first=2026-01-01",
    "day of time": "/time/day/2026-10-25/",
    "week of time": "/time/week/2026-10-25/",
    "add time": "/time/add/",
    "claim time": "/time/add/?kind=claimed",
}
BUDGET = {
    "/time/": 10,
    "/time/?kind=claimed&source=irl&first=2026-11-01&last=2026-11-30": 10,
    "/time/?suspect=on": 10,
    "/time/day/2026-11-18/": 8,
    "/time/week/2026-11-18/": 8,
    "/time/add/": 7,
    "/missions/{pk}/quiet/move/": 8,
}


def entry_of(mission):
    """The id of an entry of the person who owns MISSION."""
    found = TimeEntry.objects.filter(owner=mission.owner).order_by("id").first()
    if found is None:
        found = TimeEntryFactory(mission=mission, closed=True)
        timekeeping.count(found)
    return found.pk
