"""Whether any worker lives: each says so from time to time, and people can read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from agents.models import AgentWorker

SILENT_AFTER = timedelta(seconds=60)
"""As long as a lease: by then another worker goes on with what this one began."""
FORGOTTEN_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class Workers:
    """`seen_at` is when one was seen last, None when none is known."""

    are_there: bool
    seen_at: datetime | None


def answer(name: str, *, now: datetime) -> None:
    """Say that the worker NAME lives; forget those that have been silent for long."""
    mine = AgentWorker.objects.filter(name=name)
    if not mine.update(seen_at=now):
        AgentWorker.objects.create(name=name, started_at=now, seen_at=now)
    AgentWorker.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()


def leave(name: str) -> None:
    AgentWorker.objects.filter(name=name).delete()


def taken(*, now: datetime) -> Workers:
    """Who answered."""
    seen_at = AgentWorker.objects.aggregate(last=Max("seen_at"))["last"]
    return Workers(seen_at is not None and now - seen_at < SILENT_AFTER, seen_at)
