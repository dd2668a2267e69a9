"""Deletes a session and leaves a tombstone in the chain."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Model, QuerySet

from devcraft.models import User
from devcraft.refusing import conflict
from runtime_memory import chain, moments
from runtime_memory.digests import row_digest
from runtime_memory.models import Erasure, Session, TaskEvent, Turn, WorkflowRun, WorkflowStep
from runtime_memory.recording import forgetting
from runtime_memory.recording.parents import locked


@transaction.atomic
def erase_session(*, session_id: str, by: User, now: datetime) -> Erasure:
    """Delete a session of BY with its turns and runs; the chain keeps counts and digest.

    What an import of BY kept beside them goes too.
    Raises Refused when BY does not own it.
    """
    session = locked(Session.objects.all(), session_id, field="session_id", what="session")
    if session.owner_id != by.pk:
        raise conflict("session_id", "names a session of somebody else")
    list(session.workflow_runs.select_for_update(no_key=True))
    rows = _rows_of(session)
    raw = forgetting.forget_raw(session, by)
    entry = chain.append(
        kind="session.erased",
        subject=session,
        now=now,
        by=by.username,
        counts={part.model._meta.db_table: part.count() for part in rows},
        digest=_digest_of(rows),
        raw=raw,
    )
    forgetting.forget_sources(rows)
    erasure = Erasure.objects.create(session_id=session.pk, erased_at=moments.cut(now), entry=entry)
    for part in rows:
        part.delete()
    return erasure


def _rows_of(session: Session) -> list[QuerySet[Model]]:
    """What goes with SESSION, children first."""
    runs = WorkflowRun.objects.filter(session=session)
    kinds: list[QuerySet[Model]] = [
        TaskEvent.objects.filter(workflow_run__in=runs),
        WorkflowStep.objects.filter(workflow_run__in=runs),
        runs,
        Turn.objects.filter(session=session),
        Session.objects.filter(pk=session.pk),
    ]
    return kinds


def _digest_of(rows: list[QuerySet[Model]]) -> str:
    total = hashlib.sha256()
    for part in rows:
        for row in part.order_by("sequence", "pk").iterator(chunk_size=500):
            total.update(row_digest(row).encode())
    return total.hexdigest()
