"""Sessions and turns: started, continued, ended, erased."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from devcraft.models import User
from runtime_memory import moments
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
from runtime_memory.models import (
    Session,
    SessionStatus,
    Turn,
    TurnRole,
)
from runtime_memory.recording.parents import open_session

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
