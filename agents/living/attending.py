"""What people do with the events of an agent's inbox: let one try again, discard one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from agents.living import noting
from agents.models import Agent, ChangeKind, ChangeSubject, InboxEvent, InboxStatus
from devcraft.models import User
from devcraft.refusing import Kind, Refused


@transaction.atomic
def try_again(agent: Agent, event: InboxEvent, *, by: User, now: datetime) -> None:
    """Let EVENT, which was given up, wait again as if it were new. Raises Refused."""
    given_up = InboxEvent.objects.filter(pk=event.pk, status=InboxStatus.FAILED)
    waits = {"status": InboxStatus.PENDING, "run": None, "attempts": 0, "available_at": now}
    if not given_up.update(**waits):
        raise Refused("event", "is not among those given up", Kind.CONFLICT)
    _note(agent, ChangeKind.RETRIED, event, by, now)


@transaction.atomic
def discard(agent: Agent, event: InboxEvent, *, by: User, now: datetime) -> None:
    """Give EVENT up before its agent sees it; it stays readable. Raises Refused."""
    waiting = InboxEvent.objects.filter(pk=event.pk, status=InboxStatus.PENDING)
    words = f"Discarded by {by.get_username()}."
    if not waiting.update(status=InboxStatus.FAILED, error=words):
        raise Refused("event", "does not wait any more", Kind.CONFLICT)
    _note(agent, ChangeKind.DISCARDED, event, by, now)


def _note(agent: Agent, kind: ChangeKind, event: InboxEvent, by: User, now: datetime) -> None:
    noting.note(
        agent,
        kind,
        by=by,
        now=now,
        subject=ChangeSubject.EVENT,
        subject_id=event.pk,
        words=f"{event.get_event_type_display()} {event.event_id}",
    )
