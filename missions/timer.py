"""The acts on the clock: start, pause, stop, discard, complete, log by hand.

Every act is decided on the server at NOW, holds for one person, and is harmless when
it comes twice. Starting one mission pauses the one that runs, at the same instant.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from devcraft.models import User
from missions import acts, history, ledger, queue
from missions.acts import ActRefused, Changes
from missions.models import (
    CloseReason,
    EntryKind,
    EntrySource,
    Mission,
    Status,
    TimerAct,
)

MOST_CLAIMED_SECONDS = 24 * 3600


def start(*, user: User, mission: Mission, now: datetime, token: str = "") -> TimerAct | None:
    """Start or resume MISSION; what ran before is paused at the same instant."""
    return acts.record("start", _start, user=user, mission=mission, now=now, token=token)


def pause(
    *,
    user: User,
    mission: Mission,
    now: datetime,
    at: datetime | None = None,
    token: str = "",
) -> TimerAct | None:
    """Pause MISSION, or as of AT when the timer was forgotten. Idempotent."""

    def change(changes: Changes, mission: Mission) -> None:
        entry = changes.running_entry()
        if entry is None or entry.mission_id != mission.pk:
            return
        if at is not None and not (entry.begun <= at <= now):
            raise ActRefused("The time to pause at must lie between the start and now.")
        changes.close_entry(entry, CloseReason.PAUSE, at=at)

    return acts.record("pause", change, user=user, mission=mission, now=now, token=token)


def shelve(*, user: User, mission: Mission, now: datetime, token: str = "") -> TimerAct | None:
    """Stop: keep the time and put MISSION back on the list."""
    return acts.record("shelve", _shelve, user=user, mission=mission, now=now, token=token)


def discard(*, user: User, mission: Mission, now: datetime, token: str = "") -> TimerAct | None:
    """Leave out the time since MISSION was last started from the list; back to it."""
    return acts.record("discard", _discard, user=user, mission=mission, now=now, token=token)


def complete(
    *,
    user: User,
    mission: Mission,
    valor: Decimal,
    now: datetime,
    start_next: bool = False,
    token: str = "",
) -> TimerAct | None:
    """Finish MISSION with its score frozen; with START_NEXT the queue's head starts."""

    def change(changes: Changes, mission: Mission) -> None:
        if mission.status == Status.TODO:
            raise ActRefused(f"“{mission.name}” was not started; start it, or log offline time.")
        acts.refuse_unless_open(mission)
        _finish(changes, mission, valor)
        following = queue.head(user) if start_next else None
        if following:
            _start(changes, changes.mission(following.pk))
            changes.name = "complete"

    return acts.record("complete", change, user=user, mission=mission, now=now, token=token)


def log_offline(
    *,
    user: User,
    mission: Mission,
    seconds: int,
    on: date,
    now: datetime,
    valor: Decimal | None = None,
    token: str = "",
) -> TimerAct | None:
    """Add SECONDS of work done away from the timer to the local day ON.

    With VALOR the mission is completed too. Time added to a done mission corrects its
    score.
    """

    def change(changes: Changes, mission: Mission) -> None:
        if not 0 < seconds <= MOST_CLAIMED_SECONDS:
            raise ActRefused("Minutes must be from 1 to 1440, the length of a day.")
        if on > changes.today:
            raise ActRefused("The day of offline work must not lie in the future.")
        acts.refuse_unless_welcome(mission)
        changes.claim(mission, seconds, on, EntrySource.IRL)
        if mission.status == Status.DONE:
            ledger.correct(mission=mission, now=now, reason="offline time added")
        elif valor is not None:
            _finish(changes, mission, valor)

    return acts.record("log", change, user=user, mission=mission, now=now, token=token)


def _start(changes: Changes, mission: Mission) -> None:
    acts.refuse_unless_open(mission)
    running = changes.running_entry()
    if running and running.mission_id == mission.pk:
        return
    if mission.status == Status.WIP:
        changes.name = "resume"
    if running:
        changes.mission(running.mission_id)
        changes.close_entry(running, CloseReason.SWITCH)
        changes.name = "switch"
    changes.set_status(mission, Status.WIP)
    changes.open_entry(mission)


def _shelve(changes: Changes, mission: Mission) -> None:
    if mission.status != Status.WIP:
        return
    changes.close_all(mission, CloseReason.SHELVE)
    _back_to_list(changes, mission)


def _discard(changes: Changes, mission: Mission) -> None:
    if mission.status != Status.WIP:
        return
    changes.close_all(mission, CloseReason.DISCARD)
    stretch = mission.time_entries.counted().filter(
        kind=EntryKind.TIMED, stretch=mission.stretch, owner=changes.owner
    )
    for entry in stretch:
        changes.discard_entry(entry)
    _back_to_list(changes, mission)


def _back_to_list(changes: Changes, mission: Mission) -> None:
    changes.set_status(mission, Status.TODO)
    mission.stretch += 1


def _finish(changes: Changes, mission: Mission, valor: Decimal) -> None:
    changes.close_all(mission, CloseReason.COMPLETE)
    changes.set_status(mission, Status.DONE)
    mission.valor = valor
    mission.ended_at = changes.now
    line = ledger.complete(mission=mission, owner=changes.owner, now=changes.now, day=changes.today)
    history.append(
        mission,
        at=changes.now,
        actor=history.HUMAN,
        action="complete",
        body={"elapsed": line.seconds, "valor": float(valor), "score": float(line.score)},
    )
