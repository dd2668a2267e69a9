"""The inbox: events go in once, wait their turn, and leave with the run that took them.

An event that failed is tried alone, so that one that cannot be handled takes no other
along; after MOST_ATTEMPTS it is given up and stays readable.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet

from agents.models import EventType, InboxEvent, InboxStatus, Priority, Run

BATCH = 50
MOST_ATTEMPTS = 5
MOST_ERROR = 2_000
FIRST_WAIT = timedelta(seconds=5)


def put(
    *,
    entity_id: uuid.UUID,
    event_id: str,
    event_type: EventType,
    data: dict[str, Any],
    now: datetime,
    priority: Priority = Priority.OTHER,
    available_at: datetime | None = None,
    held_reason: str = "",
) -> bool:
    """Deliver an event to an agent's entity; False when it was delivered before.

    It is looked at from AVAILABLE_AT on; HELD_REASON says to people why not at once.
    """
    _, is_new = InboxEvent.objects.get_or_create(
        agent_entity_id=entity_id,
        event_id=event_id,
        defaults={
            "event_type": event_type,
            "data": data,
            "priority": priority,
            "available_at": available_at or now,
            "held_reason": held_reason,
            "created_at": now,
        },
    )
    return is_new


def due(now: datetime) -> QuerySet[InboxEvent]:
    return InboxEvent.objects.filter(status=InboxStatus.PENDING, available_at__lte=now)


def next_batch(entity_id: uuid.UUID, *, now: datetime) -> list[InboxEvent]:
    """What is due, in its order: fresh events together, one that failed alone."""
    waiting = due(now).filter(agent_entity_id=entity_id).order_by("priority", "sequence")
    found = list(waiting[:BATCH])
    if found and found[0].attempts:
        return found[:1]
    return [event for event in found if not event.attempts]


def claim(events: list[InboxEvent], run: Run) -> int:
    """Take the pending among EVENTS for RUN; returns how many were still there to take."""
    return InboxEvent.objects.filter(
        pk__in=[event.pk for event in events], status=InboxStatus.PENDING
    ).update(status=InboxStatus.PROCESSING, run=run, attempts=F("attempts") + 1)


def fresh(entity_id: uuid.UUID, *, now: datetime) -> QuerySet[InboxEvent]:
    """What is due and did not fail before, in its order."""
    waiting = due(now).filter(agent_entity_id=entity_id, attempts=0)
    return waiting.order_by("priority", "sequence")


def of_run(run: Run) -> list[InboxEvent]:
    """All events of RUN."""
    return list(InboxEvent.objects.filter(run=run).order_by("priority", "sequence"))


def told_first(events: list[InboxEvent]) -> list[InboxEvent]:
    """Those of a run's EVENTS that it began with, as its agent is told them."""
    return [event for event in events if not event.is_peeked]


def peek(events: list[InboxEvent], run: Run) -> int:
    """Take EVENTS, which the agent is told by a tool's answer, into RUN as well."""
    taken = claim(events, run)
    InboxEvent.objects.filter(pk__in=[event.pk for event in events], run=run).update(is_peeked=True)
    Run.objects.filter(pk=run.pk).update(inbox_event_count=F("inbox_event_count") + taken)
    return taken


def try_again(run: Run) -> None:
    """Count another attempt at the events of RUN."""
    _claimed(run).update(attempts=F("attempts") + 1)


def forgive(run: Run) -> None:
    """Take the last attempt back: it failed through no fault of the events."""
    _claimed(run).filter(attempts__gt=0).update(attempts=F("attempts") - 1)


def finish(run: Run, *, now: datetime) -> int:
    return _claimed(run).update(status=InboxStatus.PROCESSED, processed_at=now)


def put_back(run: Run, *, error: str, now: datetime) -> None:
    """Let the events of the failed RUN be tried again, later each time, or give them up."""
    events = of_run(run)
    attempts = max((event.attempts for event in events), default=0)
    claimed = _claimed(run)
    if len(events) == 1 and attempts >= MOST_ATTEMPTS:
        claimed.update(status=InboxStatus.FAILED, error=error[:MOST_ERROR])
        return
    claimed.update(
        status=InboxStatus.PENDING,
        run=None,
        is_peeked=False,
        attempts=attempts if len(events) == 1 else 1,
        error=error[:MOST_ERROR],
        available_at=now + FIRST_WAIT * 2 ** min(attempts - 1, 6),
    )


def _claimed(run: Run) -> QuerySet[InboxEvent]:
    return InboxEvent.objects.filter(run=run, status=InboxStatus.PROCESSING)
