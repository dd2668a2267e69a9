"""What a person says about a running clock that went quiet: keep, trim, pause, move the rest."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from devcraft.models import User
from missions import acts, evidence
from missions.acts import ActRefused, Changes
from missions.models import CloseReason, Mission, Status, TimeEntry, TimerAct


@transaction.atomic
def keep(*, user: User, mission: Mission, now: datetime) -> None:
    """Count the quiet time of MISSION as work; nobody asks again before the next sign."""
    acts.lock(user)
    entry = _running(user, mission)
    entry.kept_sign_at = evidence.last_of(entry, now=now).at
    entry.save(update_fields=["kept_sign_at"])
    acts.announce(user)


def trim(
    *, user: User, mission: Mission, at: datetime, now: datetime, token: str = ""
) -> TimerAct | None:
    """Leave the time since AT out; the clock goes on from now."""

    def change(changes: Changes, mission: Mission) -> None:
        _cut(changes, mission, CloseReason.PAUSE, at)
        changes.open_entry(mission)

    return acts.record("trim", change, user=user, mission=mission, now=now, token=token)


def pause(
    *, user: User, mission: Mission, at: datetime, now: datetime, token: str = ""
) -> TimerAct | None:
    """Pause MISSION as of AT."""

    def change(changes: Changes, mission: Mission) -> None:
        _cut(changes, mission, CloseReason.PAUSE, at)

    return acts.record("pause", change, user=user, mission=mission, now=now, token=token)


def move_rest(
    *,
    user: User,
    mission: Mission,
    target: Mission,
    at: datetime,
    now: datetime,
    token: str = "",
) -> TimerAct | None:
    """Let the clock have run on TARGET since AT, and go on there."""

    def change(changes: Changes, mission: Mission) -> None:
        other = changes.mission(target.pk)
        if other.pk == mission.pk:
            raise ActRefused("Mission must be another one than the one that runs.")
        acts.refuse_unless_open(other)
        _cut(changes, mission, CloseReason.SWITCH, at)
        changes.set_status(other, Status.WIP)
        changes.open_entry(other, at=at)

    return acts.record("move_rest", change, user=user, mission=mission, now=now, token=token)


def _cut(changes: Changes, mission: Mission, reason: CloseReason, at: datetime) -> None:
    """End the running entry of MISSION AT a moment not before its last sign of work.

    What would be empty then is left out.
    """
    entry = _running(changes.owner, mission)
    last = evidence.last_of(entry, now=changes.now)
    if at < last.at:
        raise ActRefused("There is a newer sign of work by now; look at it again.")
    if at > changes.now:
        raise ActRefused("The time to cut at must not lie in the future.")
    changes.close_entry(entry, reason, at=at)
    if at <= entry.begun:
        changes.discard_entry(entry)


def _running(user: User, mission: Mission) -> TimeEntry:
    rows = TimeEntry.objects.running().filter(owner=user, mission=mission)
    entry = evidence.with_signs(rows).first()
    if entry is None:
        raise ActRefused(f"The clock of “{mission.name}” does not run.")
    return entry
