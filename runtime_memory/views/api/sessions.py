"""Sessions and their turns, told by programs."""

from __future__ import annotations

from typing import Any

from django.views.decorators.http import require_POST

from devcraft import clock
from devcraft.keys import ProgramRequest
from runtime_memory.api import reach
from runtime_memory.models import Session, Turn
from runtime_memory.store import RuntimeMemoryStore as store
from runtime_memory.views.api.answers import RECORD, told


@require_POST
@told(RECORD, "actor", optional=("channel", "metadata_json"))
def session_start(request: ProgramRequest, sent: dict[str, Any]) -> Session:
    return store.start_session(**sent, owner=request.client.owner, now=clock.instant())


@require_POST
@told(RECORD, "role", "content", optional=("token_count", "metadata_json"))
def turn_append(request: ProgramRequest, key: str, sent: dict[str, Any]) -> Turn:
    session_id = reach.session(request.client.owner, key)
    return store.append_turn(session_id=session_id, **sent, now=clock.instant())


@require_POST
@told(RECORD, optional=("status", "metadata_json"), status=200)
def session_end(request: ProgramRequest, key: str, sent: dict[str, Any]) -> Session:
    session_id = reach.session(request.client.owner, key)
    return store.end_session(session_id=session_id, **sent, now=clock.instant())
