"""Sessions and turns: started, continued, ended, erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Said:
    """A turn to be. With an `id` it is kept once, however often it is told."""

    role: str
    content: str
    at: datetime
    metadata: Json = None
    token_count: int | None = None
    id: str = ""


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
    turn = _turn(Said(role, content, now, metadata, token_count))
    turn.session = open_session(session_id)
    last = Turn.objects.filter(session=turn.session).aggregate(last=Max("turn_index"))["last"]
    turn.turn_index = 0 if last is None else last + 1
    turn.save(force_insert=True)
    return turn


@transaction.atomic
def record_session(
    *,
    session_id: str,
    actor: str,
    channel: str | None,
    turns: Sequence[Said],
    status: str,
    metadata: Json,
    owner: User | None,
    started_at: datetime,
    now: datetime,
) -> Session:
    """A whole session that is over, with its turns, once per SESSION_ID. Raises Refused."""
    status = choice(status, ENDS, field="status")
    told = [_turn(turn) for turn in turns]
    session = Session(
        id=text(session_id, field="session_id"),
        actor=text(actor, field="actor"),
        channel=optional(channel, field="channel"),
        metadata_json=object_text(metadata, field="metadata_json"),
        owner=owner,
        started_at=moments.cut(started_at),
    )
    earlier = Session.objects.filter(pk=session.pk).first()
    if earlier is not None:
        return earlier
    session.save(force_insert=True)
    for number, turn in enumerate(told):
        turn.session, turn.turn_index = session, number
        turn.save(force_insert=True)
    session.status, session.ended_at = status, moments.cut(now)
    session.save(update_fields=["status", "ended_at"])
    return session


@transaction.atomic
def extend_session(
    *,
    session_id: str,
    actor: str,
    channel: str | None,
    turns: Sequence[Said],
    metadata: Json,
    owner: User | None,
    started_at: datetime,
) -> int:
    """Add TURNS, each with an id, to the active session SESSION_ID, which begins with them
    if it is new; returns how many were not known. Raises Refused."""
    told = [_turn(turn) for turn in turns]
    fresh = Session(
        id=text(session_id, field="session_id"),
        actor=text(actor, field="actor"),
        channel=optional(channel, field="channel"),
        metadata_json=object_text(metadata, field="metadata_json"),
        owner=owner,
        started_at=moments.cut(started_at),
    )
    if not Session.objects.filter(pk=fresh.pk).exists():
        fresh.save(force_insert=True)
    session = open_session(fresh.pk)
    known = set(Turn.objects.filter(pk__in=[turn.pk for turn in told]).values_list("pk", flat=True))
    last = Turn.objects.filter(session=session).aggregate(last=Max("turn_index"))["last"]
    added = [turn for turn in told if turn.pk not in known]
    for number, turn in enumerate(added, start=0 if last is None else last + 1):
        turn.session, turn.turn_index = session, number
    Turn.objects.bulk_create(added)
    return len(added)


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


def _turn(said: Said) -> Turn:
    """SAID as a row that has no session and no number yet. Raises Refused."""
    count = said.token_count
    given = {"id": text(said.id, field="id")} if said.id else {}
    return Turn(
        **given,
        role=choice(said.role, TurnRole.values, field="role"),
        content=text(said.content, field="content", most=MOST_CONTENT, empty=True),
        token_count=None if count is None else whole(count, field="token_count"),
        metadata_json=object_text(said.metadata, field="metadata_json"),
        created_at=moments.cut(said.at),
    )
