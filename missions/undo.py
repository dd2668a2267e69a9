"""Takes back the last act on the clock, as if it had not happened."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import F, Field, Model

from devcraft.models import User
from missions import acts, ledger, queue, timekeeping
from missions.acts import ActRefused, Changes
from missions.models import CloseReason, Mission, Profile, Status, TimeEntry, TimerAct


def last_act(user: User) -> TimerAct | None:
    return (
        TimerAct.objects.filter(owner=user, undone_at=None)
        .select_related("mission")
        .order_by("-id")
        .first()
    )


@transaction.atomic
def undo_last(*, user: User, now: datetime, token: str = "") -> TimerAct:
    """Put back every row that the last act touched. Raises ActRefused.

    Time that ran on since then counts again: undoing a pause means that there was none.
    """
    profile = acts.lock(user)
    earlier = acts.replayed(user, token)
    if earlier:
        return earlier
    act = last_act(user)
    if act is None:
        raise ActRefused("There is nothing to undo.")
    changes = Changes(user, now, "undo")
    were_done = {}
    for key, version in act.after.items():
        mission = changes.mission(int(key))
        if mission.timer_version != version:
            raise ActRefused(f"“{mission.name}” has changed since, so this stays as it is.")
        were_done[mission.pk] = mission.score is not None
    _put_entries_back(changes, act.before["entries"])
    for key, fields in act.before["missions"].items():
        mission = changes.mission(int(key))
        _assign(mission, fields)
        queue.place_again(mission)
        _put_points_back(mission, was_done=were_done[mission.pk], now=now)
    changes.write()
    TimerAct.objects.filter(pk=act.pk).update(undone_at=now)
    Profile.objects.filter(pk=profile.pk).update(timer_version=F("timer_version") + 1)
    return TimerAct.objects.create(
        owner=user, mission=act.mission, act="undo", at=now, token=token, undone_at=now
    )


def _put_entries_back(changes: Changes, before: dict[str, Any]) -> None:
    made = [int(key) for key, fields in before.items() if fields is None]
    for entry in TimeEntry.objects.filter(pk__in=made, discarded_at=None):
        if entry.is_running:
            changes.close_entry(entry, CloseReason.DISCARD)
        changes.discard_entry(entry)
    for key, fields in before.items():
        if fields is not None:
            entry = TimeEntry.objects.get(pk=int(key))
            earlier = copy.copy(entry)
            _assign(entry, fields)
            entry.save(update_fields=acts.ENTRY_FIELDS)
            timekeeping.recount(earlier, entry)


def _put_points_back(mission: Mission, *, was_done: bool, now: datetime) -> None:
    is_done = mission.status == Status.DONE or mission.archived_from == Status.DONE
    if was_done and not is_done:
        ledger.reopen(mission=mission, now=now, reason="undone")
    elif is_done and not was_done:
        ledger.complete_again(mission=mission, now=now, reason="reopening undone")
    elif is_done:
        ledger.correct(mission=mission, now=now, reason="undone")


def _assign(row: Model, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        column = cast("Field[Any, Any]", row._meta.get_field(name))
        setattr(row, name, column.to_python(value))
