"""Archive, restore, reopen, trash and put back: acts that never lose points or time."""

from __future__ import annotations

from datetime import datetime

from devcraft.models import User
from missions import acts, history, ledger
from missions.acts import ActRefused, Changes
from missions.models import CloseReason, Mission, Status, TimerAct


def archive(*, user: User, mission: Mission, now: datetime, token: str = "") -> TimerAct | None:
    """Take MISSION off the board; its points and time stay. A running one is stopped."""
    return acts.record("archive", _archive, user=user, mission=mission, now=now, token=token)


def restore(*, user: User, mission: Mission, now: datetime, token: str = "") -> TimerAct | None:
    """Bring an archived mission back to where it was archived from."""
    return acts.record("restore", _restore, user=user, mission=mission, now=now, token=token)


def reopen(
    *, user: User, mission: Mission, reason: str, now: datetime, token: str = ""
) -> TimerAct | None:
    """Make a done mission one to do again; a correcting line takes its points back."""

    def change(changes: Changes, mission: Mission) -> None:
        _refuse_in_trash(mission)
        if mission.status == Status.ARCHIVED:
            _restore(changes, mission)
        if mission.status != Status.DONE:
            raise ActRefused(f"“{mission.name}” is not done, so it cannot be reopened.")
        _note(
            changes,
            mission,
            "reopen",
            message=reason,
            score=float(mission.score) if mission.score is not None else None,
            valor=float(mission.valor) if mission.valor is not None else None,
            endedAt=mission.ended_at.isoformat() if mission.ended_at else None,
        )
        changes.set_status(mission, Status.TODO)
        mission.stretch += 1
        mission.ended_at = None
        mission.valor = None
        ledger.reopen(mission=mission, now=now, reason=reason)

    return acts.record("reopen", change, user=user, mission=mission, now=now, token=token)


def trash(*, user: User, mission: Mission, now: datetime, token: str = "") -> TimerAct | None:
    """Move MISSION to the trash; a running one is stopped first."""

    def change(changes: Changes, mission: Mission) -> None:
        if mission.is_in_trash:
            return
        _stop(changes, mission)
        mission.trashed_at = now
        mission.queue_position = None
        changes.is_made = True

    return acts.record("trash", change, user=user, mission=mission, now=now, token=token)


def put_back(*, user: User, mission: Mission, now: datetime, token: str = "") -> TimerAct | None:
    """Take MISSION out of the trash, as it was."""

    def change(changes: Changes, mission: Mission) -> None:
        if mission.is_in_trash:
            mission.trashed_at = None
            changes.is_made = True

    return acts.record("put_back", change, user=user, mission=mission, now=now, token=token)


def _archive(changes: Changes, mission: Mission) -> None:
    _refuse_in_trash(mission)
    if mission.status == Status.ARCHIVED:
        return
    _stop(changes, mission)
    mission.archived_from = mission.status
    changes.set_status(mission, Status.ARCHIVED)
    _note(changes, mission, "archive")


def _restore(changes: Changes, mission: Mission) -> None:
    _refuse_in_trash(mission)
    if mission.status != Status.ARCHIVED:
        return
    changes.set_status(mission, Status(mission.archived_from))
    mission.archived_from = ""
    _note(changes, mission, "restore")


def _refuse_in_trash(mission: Mission) -> None:
    if mission.is_in_trash:
        raise ActRefused(f"“{mission.name}” is in the trash; put it back first.")


def _stop(changes: Changes, mission: Mission) -> None:
    if mission.status == Status.WIP:
        changes.close_all(mission, CloseReason.SHELVE)
        changes.set_status(mission, Status.TODO)
        mission.stretch += 1


def _note(changes: Changes, mission: Mission, action: str, **body: object) -> None:
    history.append(mission, at=changes.now, actor=history.HUMAN, action=action, body=body)
