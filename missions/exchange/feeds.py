"""The calendar feed: one secret address per person, made, changed and revoked."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from devcraft import tokens
from devcraft.models import User
from missions import acts, desk
from missions.exchange import ical, walking
from missions.exchange.columns import Told
from missions.exchange.ical import Event
from missions.exchange.narrowing import Narrowing
from missions.models import CalendarLink, TimeEntry

DAYS = 400
"""How far back a calendar is told."""


@transaction.atomic
def make(owner: User, *, now: datetime) -> str:
    """A new secret token; the address before it stops working. Only its hash is stored."""
    acts.lock(owner)
    revoke(owner, now=now)
    token = secrets.token_urlsafe(32)
    CalendarLink.objects.create(owner=owner, token_hash=tokens.digest(token), created_at=now)
    return token


def revoke(owner: User, *, now: datetime) -> None:
    CalendarLink.objects.filter(owner=owner, revoked_at=None).update(revoked_at=now)


def link_of(owner: User) -> CalendarLink | None:
    return CalendarLink.objects.filter(owner=owner, revoked_at=None).first()


def owner_of(token: str) -> User | None:
    """Whose calendar TOKEN opens, while its address and its owner are live."""
    link = (
        CalendarLink.objects.filter(
            token_hash=tokens.digest(token), revoked_at=None, owner__is_active=True
        )
        .select_related("owner")
        .first()
    )
    return link.owner if link else None


def told(owner: User, *, now: datetime) -> Iterator[str]:
    """The calendar of OWNER: closed and claimed time of the last days that counts."""
    first = desk.rule_of(owner).day_of(now) - timedelta(days=DAYS)
    entries = walking.entries(Narrowing(owner, first=first))
    return ical.calendar(_event(one) for one in entries if _is_shown(one.row))


def _is_shown(entry: TimeEntry) -> bool:
    return entry.discarded_at is None and bool(entry.ended_at or entry.claimed_on)


def _event(told: Told) -> Event:
    entry: TimeEntry = told.row
    minutes = (entry.claimed_seconds or 0) // 60
    claimed = f" ({minutes // 60}:{minutes % 60:02} by hand)" if entry.claimed_on else ""
    return Event(
        uid=f"{told.key}@devcraft",
        stamp=entry.created_at,
        summary=f"{entry.mission.name}{claimed}",
        starts_at=entry.started_at,
        ends_at=entry.ended_at,
        day=entry.claimed_on,
    )
