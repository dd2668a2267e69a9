"""What requests say of work on missions, as signs for the timer.

A session of a coding agent is driven by a person at the keyboard: each of its requests is a
sign. Own agents also think while everybody sleeps; what they do is a sign only for a mission
that was named or assigned, never for one that is assumed because its clock ran.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from agents.models import LinkRank, UsageEvent
from agents.usage.facts import OWN
from agents.usage.rows import Row
from devcraft.models import User
from missions import signs
from missions.signs import Sign


def sign(mission_id: int | None, rank: int, source: str, at: datetime) -> Sign | None:
    """The sign that a request is, if it is one."""
    if mission_id is None or (source == OWN and rank == LinkRank.ASSUMED):
        return None
    return Sign(mission_id, source, signs.moment(at))


def of(rows: Iterable[Row]) -> set[Sign]:
    found = (sign(row.mission_id, row.rank, row.seen_via, row.at) for row in rows)
    return {one for one in found if one}


def follow(owner: User, *, left: set[Sign], came: set[Sign]) -> None:
    """Let the signs of OWNER follow rows that were written: LEFT is what those were before.

    Call it after the rows, in their transaction. A sign that other requests give too stays.
    """
    gone = left - came
    signs.withdraw(owner, gone - _given(owner, gone))
    signs.give(owner, came - left)


def _given(owner: User, wanted: set[Sign]) -> set[Sign]:
    """Those of WANTED that the ledger holds a request for."""
    if not wanted:
        return set()
    moments = [one.at for one in wanted]
    events = UsageEvent.objects.filter(
        owner=owner,
        mission__in={one.mission_id for one in wanted},
        at__gte=min(moments),
        at__lt=max(moments) + signs.LENGTH,
    ).values_list("mission", "rank", "seen_via", "at")
    return {one for event in events.iterator() if (one := sign(*event))}
