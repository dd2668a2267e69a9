"""Takes back one of the last ten acts, on the clock or on entries, as if it had not happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import Field, Model, QuerySet

from devcraft.models import User
from missions import acts, amending, edit_log, ledger, neighbours, queue
from missions.acts import ActRefused, Changes
from missions.fitting import Span
from missions.models import CloseReason, EntryKind, Mission, TimeEntry, TimerAct

STEPS = 10


def last_acts(user: User) -> QuerySet[TimerAct]:
    """The acts of USER that can still be undone, the newest first."""
    stand = TimerAct.objects.filter(owner=user, undone_at=None)
    return stand.select_related("mission").order_by("-id")[:STEPS]


def undo_last(*, user: User, now: datetime, token: str = "") -> TimerAct:
    """Take back the newest act that stands. Raises ActRefused."""
    return undo_step(user=user, now=now, token=token)


@transaction.atomic
def undo_step(*, user: User, now: datetime, token: str = "", act_id: int | None = None) -> TimerAct:
    """Put back every row that the act ACT_ID, or the last one, touched. Raises ActRefused.

    Time that ran on since then counts again: undoing a pause means that there was none.
    """
    acts.lock(user)
    earlier = acts.replayed(user, token)
    if earlier:
        return earlier
    act = _chosen(user, act_id)
    changes = Changes(user, now, "undo", reason=f"{act.act} undone")
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
    acts.announce(user)
    return TimerAct.objects.create(
        owner=user, mission=act.mission, act="undo", at=now, token=token, undone_at=now
    )


def _chosen(user: User, act_id: int | None) -> TimerAct:
    stand = list(last_acts(user))
    if not stand:
        raise ActRefused("There is nothing to undo.")
    if act_id is None:
        return stand[0]
    found = next((act for act in stand if act.pk == act_id), None)
    if found is None:
        raise ActRefused(f"Only the last {STEPS} acts that still stand can be undone.")
    return found


def _put_entries_back(changes: Changes, before: dict[str, Any]) -> None:
    wanted = {int(key): _stored(fields) for key, fields in before.items() if fields is not None}
    made = [int(key) for key, fields in before.items() if fields is None]
    for entry in TimeEntry.objects.filter(pk__in=made, discarded_at=None):
        gone: dict[str, Any] = {"discarded_at": changes.now}
        if entry.is_running:
            gone |= {"ended_at": max(changes.now, entry.begun), "close_reason": CloseReason.DISCARD}
        wanted[entry.pk] = gone
    _refuse_where_taken(changes, wanted)
    amending.amend(changes, wanted)


def _refuse_where_taken(changes: Changes, wanted: dict[int, dict[str, Any]]) -> None:
    """Time that came back must not lie under time that was written since."""
    for entry in TimeEntry.objects.filter(pk__in=wanted, kind=EntryKind.TIMED):
        fields = edit_log.values_of(entry) | wanted[entry.pk]
        if fields["discarded_at"] is not None:
            continue
        span = Span(entry.pk, fields["started_at"], fields["ended_at"])
        taken = neighbours.in_the_way(changes.owner, span, beside=wanted)
        if taken is not None:
            raise ActRefused(
                f"Its time is taken by a later entry of “{taken.mission.name}”,"
                " so this stays as it is."
            )


def _put_points_back(mission: Mission, *, was_done: bool, now: datetime) -> None:
    if was_done and not mission.is_done:
        ledger.reopen(mission=mission, now=now, reason="undone")
    elif mission.is_done and not was_done:
        ledger.complete_again(mission=mission, now=now, reason="reopening undone")
    elif mission.is_done:
        ledger.correct(mission=mission, now=now, reason="undone")


def _assign(row: Model, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, _typed(type(row), name, value))


def _stored(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: _typed(TimeEntry, name, value) for name, value in fields.items()}


def _typed(model: type[Model], name: str, value: Any) -> Any:
    """VALUE of a field, as JSON keeps it, as a row holds it."""
    return cast("Field[Any, Any]", model._meta.get_field(name)).to_python(value)
