"""How a person ends what an agent is in the middle of.

The lease is taken from whoever thinks, so nothing they still do is written: an answer that
is on its way is lost, and what was begun outside has an outcome that nobody knows.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from agents.living import journal, leasing, remembering, saving
from agents.living.leasing import Lease
from agents.models import (
    AnswerStatus,
    CallState,
    PendingToolCall,
    Run,
    RunOrigin,
    RunStatus,
    StopReason,
    ToolCall,
)

HOLDER = "a person"
STOPPED = "Stopped by a person before its answer was kept; it may have been billed."
NOT_KNOWN = {"error": "Stopped by a person while it was under way; its outcome is not known."}


@transaction.atomic
def end_runs(agent_id: uuid.UUID, *, now: datetime) -> int:
    """End every open run of an agent: what it did is remembered, its events are processed.

    Returns how many there were. A run whose consciousness cannot be read stays open.
    """
    lease = leasing.seize(agent_id, holder=HOLDER, now=now)
    ended = sum(_end(lease, run, now) for run in _open(agent_id))
    leasing.release(lease)
    return ended


def _open(agent_id: uuid.UUID) -> list[Run]:
    """What thinks first, then what waits for an answer."""
    runs = Run.objects.filter(agent=agent_id, origin=RunOrigin.OWN, completed_at=None)
    return list(runs.select_related("agent", "agent_entity").order_by("status", "started_at"))


def _end(lease: Lease, run: Run, now: datetime) -> bool:
    try:
        with transaction.atomic():
            Run.objects.filter(pk=run.pk, completed_at=None).update(status=RunStatus.RUNNING)
            journal.interrupt(run, now=now, why=STOPPED)
            _settle_calls(run, now)
            saving.save(lease, run, StopReason.CANCELED, now=now)
    except remembering.Unreadable:
        return False
    return True


def _settle_calls(run: Run, now: datetime) -> None:
    """Every call has an answer, every question has an end."""
    for call in ToolCall.objects.filter(run=run, state=CallState.STARTED).order_by("number"):
        journal.close(call, CallState.UNKNOWN, NOT_KNOWN, now=now)
    journal.give_up(run, now=now)
    asked = PendingToolCall.objects.open().filter(call__run=run)
    asked.update(status=AnswerStatus.EXPIRED)
