"""What people change in an agent's mind: its memories, goals and plans, one row at a time.

A change names the row as it was looked at; what the agent or somebody else wrote meanwhile
is not overwritten. Every change keeps what was before, so that it can be taken back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from agents.living import noting
from agents.models import (
    Agent,
    AgentChange,
    AgentMemory,
    ChangeKind,
    ChangeSubject,
    Entity,
    Goal,
    Plan,
)
from devcraft.models import User
from devcraft.refusing import Kind, Refused

MODELS: dict[ChangeSubject, Any] = {
    ChangeSubject.MEMORY: AgentMemory,
    ChangeSubject.GOAL: Goal,
    ChangeSubject.PLAN: Plan,
}
NOT_KEPT = {"id", "entity", "updated_at"}
MOVED = "was changed since you looked at it"


@transaction.atomic
def add(
    agent: Agent, subject: ChangeSubject, values: dict[str, Any], *, by: User, now: datetime
) -> Any:
    """A new row of SUBJECT in the mind of AGENT. Raises Refused."""
    entity = Entity.objects.get(agent=agent)
    row = _written(MODELS[subject](entity=entity, created_at=now, **values), now)
    _note(agent, ChangeKind.ADDED, row, (None, _columns(row)), by=by, now=now)
    return row


@transaction.atomic
def edit(
    agent: Agent, row: Any, values: dict[str, Any], *, seen: datetime, by: User, now: datetime
) -> AgentChange | None:
    """Give ROW, last changed at SEEN, VALUES; None when it has them. Raises Refused."""
    current = _locked(row, seen)
    before = _columns(current)
    for name, value in values.items():
        setattr(current, name, value)
    if _columns(current) == before:
        return None
    _written(current, now)
    changed = before, _columns(current)
    return _note(agent, ChangeKind.EDITED, current, changed, by=by, now=now)


@transaction.atomic
def remove(agent: Agent, row: Any, *, by: User, now: datetime) -> AgentChange:
    """Delete ROW; the line that says so can be taken back. Raises Refused."""
    current = _locked(row, row.updated_at)
    line = _note(agent, ChangeKind.REMOVED, current, (_columns(current), None), by=by, now=now)
    current.delete()
    return line


@transaction.atomic
def take_back(line: AgentChange, *, by: User, now: datetime) -> AgentChange:
    """Make the row of LINE what it was before. Raises Refused when it changed since."""
    if not line.is_of_mind:
        raise Refused("change", "cannot be taken back")
    model = MODELS[ChangeSubject(line.subject)]
    entity = Entity.objects.get(agent=line.agent)
    found = model.objects.select_for_update().filter(pk=line.subject_id).first()
    is_anothers = found is not None and found.entity_id != entity.pk
    if is_anothers or (None if found is None else _columns(found)) != line.after:
        raise Refused(line.subject, MOVED, Kind.CONFLICT)
    if line.before is None:
        return remove(line.agent, found, by=by, now=now)
    row = _written(_as_before(line, found or model(pk=line.subject_id, entity=entity)), now)
    kind = ChangeKind.ADDED if found is None else ChangeKind.EDITED
    changed = line.after, line.before
    return _note(line.agent, kind, row, changed, by=by, now=now, words=f"{row}, as it was")


def subject_of(row: models.Model) -> ChangeSubject:
    return next(subject for subject, model in MODELS.items() if isinstance(row, model))


def _locked(row: Any, seen: datetime) -> Any:
    current = type(row).objects.select_for_update().filter(pk=row.pk).first()
    if current is None or current.updated_at != seen:
        raise Refused(subject_of(row).value, MOVED, Kind.CONFLICT)
    return current


def _written(row: Any, now: datetime) -> Any:
    """ROW saved as changed at NOW. Raises Refused for a key that is taken."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused("key", "already has a value", Kind.CONFLICT) from error
    type(row).objects.filter(pk=row.pk).update(updated_at=now)
    row.updated_at = now
    return row


def _columns(row: models.Model) -> dict[str, Any]:
    """What ROW holds, as JSON."""
    kept = [field for field in row._meta.concrete_fields if field.name not in NOT_KEPT]
    return {field.name: _plain(getattr(row, field.name)) for field in kept}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _as_before(line: AgentChange, row: Any) -> Any:
    """ROW with the columns that it had before LINE."""
    for name, value in line.before.items():
        setattr(row, name, row._meta.get_field(name).to_python(value))
    return row


def _note(
    agent: Agent,
    kind: ChangeKind,
    row: Any,
    changed: tuple[dict[str, Any] | None, dict[str, Any] | None],
    *,
    by: User,
    now: datetime,
    words: str = "",
) -> AgentChange:
    """Tell that ROW was CHANGED from what it held to what it holds."""
    return noting.note(
        agent,
        kind,
        by=by,
        now=now,
        subject=subject_of(row),
        subject_id=row.pk,
        words=words or str(row),
        before=changed[0],
        after=changed[1],
    )
