"""A person's morning of entries, and what acts on them are told."""

from __future__ import annotations

from datetime import timedelta

from missions import correcting, placing, timer, verifying
from missions.correcting import Times
from missions.models import TimeEntry
from missions.placing import Fit, Overlap
from tests.factories.missions import MORNING

NOON = MORNING + timedelta(hours=4)


def at(minute):
    return MORNING + timedelta(minutes=minute)


def times(begin, end):
    return Times(at(begin), None if end is None else at(end))


def lived(owner, mission, *pieces):
    """Entries of MISSION from the timer, in minutes from eight; the ids."""
    for begin, end in pieces:
        timer.start(user=owner, mission=mission, now=at(begin))
        if end is not None:
            timer.pause(user=owner, mission=mission, now=at(end))
    return list(mission.time_entries.order_by("started_at"))


def change(entry, begin, end, **more):
    """Change ENTRY to minutes from eight, as somebody who has just looked at it."""
    fresh = TimeEntry.objects.get(pk=entry.pk)
    given = {"mission": fresh.mission, "seen": placing.mark_of(fresh), "now": NOON, **more}
    return correcting.change(user=fresh.owner, entry=fresh, to=times(begin, end), **given)


def fitted(act, way):
    """ACT after it was asked how to find room, and WAY was chosen."""
    try:
        act(fit=Fit())
    except Overlap as overlap:
        return act(fit=Fit(way, overlap.offer.seen))
    raise AssertionError("nothing was in the way")


def spans(owner):
    """The counted timed entries of OWNER: mission, and minutes from eight."""
    rows = TimeEntry.objects.counted().filter(owner=owner, started_at__isnull=False)
    return [
        (row.mission.name, minute(row.started_at), minute(row.ended_at))
        for row in rows.select_related("mission").order_by("started_at", "id")
    ]


def minute(moment):
    return None if moment is None else int((moment - MORNING).total_seconds()) // 60


def adds_up(owner):
    found = [*verifying.time_differences(owner), *verifying.score_differences(owner)]
    return found == []
