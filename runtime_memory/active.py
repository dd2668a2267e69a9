"""Which profile was active at a moment, as known at another."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db.models import Q, QuerySet

from runtime_memory.models import BehaviorProfile, PersonalityProfile, Profile

Version = TypeVar("Version", bound=Profile)


def active_behavior(name: str, *, at: datetime, known: datetime | None = None) -> Profile | None:
    """The behaviour of NAME at AT by what was recorded up to KNOWN; None in a gap."""
    return _active(BehaviorProfile._default_manager.all(), name, at, known).first()


def active_personality(name: str, *, at: datetime, known: datetime | None = None) -> Profile | None:
    """The personality of NAME at AT by what was recorded up to KNOWN; None in a gap."""
    return _active(PersonalityProfile._default_manager.all(), name, at, known).first()


def _active(
    rows: QuerySet[Version], name: str, at: datetime, known: datetime | None
) -> QuerySet[Version]:
    open_or_later = Q(effective_to=None) | Q(effective_to__gt=at)
    rows = rows.filter(open_or_later, profile_name=name, effective_from__lte=at)
    if known is not None:
        rows = rows.filter(created_at__lte=known)
    return rows.order_by("-effective_from", "-version", "-created_at", "-id")
