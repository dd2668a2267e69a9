"""Creates missions and edits their words and plan, without losing anybody's edit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from devcraft.models import User
from missions import acts, criteria, history, ledger
from missions.acts import ActRefused
from missions.models import Mission, Note, NoteType

FACTORS = ("urgency", "easiness", "impact", "valor")


class EditedMeanwhile(Exception):
    """Somebody saved the mission since the form was opened; `mission` is what is stored."""

    def __init__(self, mission: Mission):
        super().__init__(mission.pk)
        self.mission = mission


@transaction.atomic
def create(
    *, owner: User, name: str, now: datetime, token: str = "", actor: str = "", **fields: Any
) -> Mission:
    """A new mission to do; the same TOKEN gives the same mission again.

    History tells who made it when it is an ACTOR for OWNER.
    """
    acts.lock(owner)
    earlier = Mission.objects.filter(
        ~Q(creation_token=""), owner=owner, creation_token=token
    ).first()
    if token and earlier:
        return earlier
    made = Mission.objects.create(
        owner=owner,
        name=name,
        assigned_to=fields.pop("assigned_to", history.HUMAN),
        creation_token=token,
        created_at=now,
        updated_at=now,
        **fields,
    )
    if actor:
        history.append(made, at=now, actor=actor, action="created", body={"by": owner.username})
    return made


@transaction.atomic
def edit(
    *, user: User, mission: Mission, base_revision: int, fields: dict[str, Any], now: datetime
) -> Mission:
    """Write FIELDS if MISSION is still at BASE_REVISION; the old values go to history.

    Raises EditedMeanwhile. On a done mission a change of factors corrects the score.
    """
    stored = Mission.objects.select_for_update(of=("self",)).get(pk=mission.pk)
    changed = {name: value for name, value in fields.items() if getattr(stored, name) != value}
    if not changed:
        return stored
    if stored.revision != base_revision:
        raise EditedMeanwhile(stored)
    before = {name: getattr(stored, name) for name in changed}
    Mission.objects.filter(pk=stored.pk, revision=base_revision).update(
        **changed, revision=F("revision") + 1, updated_at=now
    )
    stored.refresh_from_db()
    history.append(
        stored,
        at=now,
        actor=history.HUMAN,
        action="edit",
        body={"by": user.username, "before": {name: _json(old) for name, old in before.items()}},
    )
    if any(name in FACTORS for name in changed):
        ledger.correct(mission=stored, now=now, reason="factors changed")
        stored.save(update_fields=["score"])
    return stored


@transaction.atomic
def tick(
    *, user: User, mission: Mission, line: int, text: str, is_met: bool, now: datetime
) -> Mission:
    """Mark one acceptance criterion. Refused when the line reads differently by now."""
    stored = Mission.objects.select_for_update(of=("self",)).get(pk=mission.pk)
    if not any(c.line == line and c.text == text for c in stored.acceptance_checks):
        raise ActRefused("That criterion was changed meanwhile; look again and repeat.")
    stored.acceptance_criteria = criteria.tick(stored.acceptance_criteria, line, is_met=is_met)
    stored.revision += 1
    stored.updated_at = now
    stored.save(update_fields=["acceptance_criteria", "revision", "updated_at"])
    return stored


def add_note(*, user: User, mission: Mission, message: str, now: datetime) -> Note:
    return Note.objects.create(mission=mission, author=user, message=message, at=now)


def remove_note(*, note: Note, now: datetime) -> None:
    """Hide a note; it can be put back. Remarks of the system stay."""
    if not Note.objects.filter(pk=note.pk, type=NoteType.NOTE).update(removed_at=now):
        raise ActRefused("A remark of the system cannot be removed.")


def put_note_back(*, note: Note) -> None:
    Note.objects.filter(pk=note.pk).update(removed_at=None)


def _json(value: Any) -> Any:
    return value if isinstance(value, (str, int, bool, type(None))) else str(value)
