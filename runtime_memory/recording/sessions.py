"""Sessions and turns: started, continued, ended, erased."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Model, QuerySet

from devcraft.models import User
from runtime_memory import chain, moments
from runtime_memory.canonical import (
    MOST_CONTENT,
    Json,
    choice,
    merged,
    object_text,
    optional,
    text,
    whole,
)
from runtime_memory.digests import row_digest
from runtime_memory.models import (
    Erasure,
    Session,
    SessionStatus,
    TaskEvent,
    Turn,
    TurnRole,
    WorkflowRun,
    WorkflowStep,
)
from runtime_memory.recording.parents import locked, open_session
from runtime_memory.refusing import conflict

ENDS = [SessionStatus.COMPLETED, SessionStatus.FAILED, SessionStatus.ABORTED]


@transaction.atomic
def start_session(
    *,
    actor: str,
    channel: str | None = None,
    metadata: Json = None,
    owner: User | None = None,
    now: datetime,
) -> Session:
    """A new active session. Raises Refused."""
    return Session.objects.create(
        actor=text(actor, field="actor"),
        channel=optional(channel, field="channel"),
        metadata_json=object_text(metadata, field="metadata_json"),
        owner=owner,
        started_at=moments.cut(now),
    )


@transaction.atomic
def append_turn(
    *,
    session_id: str,
    role: str,
    content: str,
    token_count: int | None = None,
    metadata: Json = None,
    now: datetime,
) -> Turn:
    """The next turn of an active session, numbered from 0. Raises Refused."""
    fields = {
        "role": choice(role, TurnRole.values, field="role"),
        "content": text(content, field="content", most=MOST_CONTENT, empty=True),
        "token_count": None if token_count is None else whole(token_count, field="token_count"),
        "metadata_json": object_text(metadata, field="metadata_json"),
    }
    session = open_session(session_id)
    last = Turn.objects.filter(session=session).aggregate(last=Max("turn_index"))["last"]
    return Turn.objects.create(
        session=session,
        turn_index=0 if last is None else last + 1,
        created_at=moments.cut(now),
        **fields,
    )


@transaction.atomic
def end_session(
    *,
    session_id: str,
    status: str = SessionStatus.COMPLETED,
    metadata: Json = None,
    now: datetime,
) -> Session:
    """End an active session; METADATA is laid over what it has. Raises Refused."""
    status = choice(status, ENDS, field="status")
    session = open_session(session_id)
    session.status = status
    session.ended_at = moments.cut(now)
    session.metadata_json = merged(session.metadata_json, metadata, field="metadata_json")
    session.save(update_fields=["status", "ended_at", "metadata_json"])
    return session


@transaction.atomic
def erase_session(*, session_id: str, by: User, now: datetime) -> Erasure:
    """Delete a session of BY with its turns and runs; the chain keeps counts and digest.

    Raises Refused when BY does not own it.
    """
    session = locked(Session.objects.all(), session_id, field="session_id", what="session")
    if session.owner_id != by.pk:
        raise conflict("session_id", "names a session of somebody else")
    list(session.workflow_runs.select_for_update(no_key=True))
    rows = _rows_of(session)
    entry = chain.append(
        kind="session.erased",
        subject=session,
        now=now,
        by=by.username,
        counts={part.model._meta.db_table: part.count() for part in rows},
        digest=_digest_of(rows),
    )
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
