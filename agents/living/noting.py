"""Who did what with an agent: the lines, and who changed a row of its mind last."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from agents.models import Agent, AgentChange, ChangeKind, ChangeSubject
from devcraft.models import User

MOST_WORDS = 300


class Row(Protocol):
    pk: Any
    updated_at: datetime


def note(
    agent: Agent,
    kind: ChangeKind,
    *,
    by: User,
    now: datetime,
    subject: ChangeSubject = ChangeSubject.AGENT,
    subject_id: uuid.UUID | None = None,
    words: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    act: uuid.UUID | None = None,
) -> AgentChange:
    """Write one line; in the transaction of what it tells."""
    return AgentChange.objects.create(
        agent=agent,
        at=now,
        kind=kind,
        by=by,
        subject=subject,
        subject_id=subject_id,
        words=words[:MOST_WORDS],
        before=before,
        after=after,
        act=act,
    )


def authors(rows: Iterable[Row]) -> dict[Any, str]:
    """The people who changed ROWS last, by key; what is left out its agent wrote last."""
    changed_at = {row.pk: row.updated_at for row in rows}
    lines = AgentChange.objects.filter(
        subject_id__in=changed_at, at__in=set(changed_at.values())
    ).values_list("subject_id", "at", "by__username")
    return {subject: name for subject, at, name in lines if changed_at.get(subject) == at}
