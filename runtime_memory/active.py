"""Which profile was active at a moment, as known at another."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Count, Max, Q, QuerySet

from devcraft.models import User
from runtime_memory.models import BehaviorProfile, PersonalityProfile, Profile

Version = TypeVar("Version", bound=Profile)


def active_behavior(
    name: str, *, at: datetime, known: datetime | None = None, user: User | None = None
) -> Profile | None:
    """The behaviour of NAME at AT by what was recorded up to KNOWN; None in a gap.

    With USER, only what is theirs or shared counts.
    """
    return active(_seen(BehaviorProfile._default_manager.all(), user), name, at, known).first()


def active_personality(
    name: str, *, at: datetime, known: datetime | None = None, user: User | None = None
) -> Profile | None:
    """The personality of NAME at AT, asked as for a behaviour."""
    return active(_seen(PersonalityProfile._default_manager.all(), user), name, at, known).first()


def _seen(rows: Any, user: User | None) -> Any:
    return rows if user is None else rows.visible_to(user)


def active(
    rows: QuerySet[Version], name: str, at: datetime, known: datetime | None
) -> QuerySet[Version]:
    """Versions among ROWS whose window holds AT, recorded up to KNOWN; the first one counts."""
    open_or_later = Q(effective_to=None) | Q(effective_to__gt=at)
    rows = rows.filter(open_or_later, profile_name=name, effective_from__lte=at)
    if known is not None:
        rows = rows.filter(created_at__lte=known)
    return rows.order_by("-effective_from", "-version", "-created_at", "-id")


def profile_names(rows: QuerySet[Version], *, after: str, limit: int) -> list[dict[str, Any]]:
    """LIMIT names past AFTER: how many versions, the highest, and the latest start."""
    named = rows.filter(profile_name__gt=after) if after else rows
    return list(
        named.order_by("profile_name")
        .values("profile_name")
        .annotate(versions=Count("pk"), newest=Max("version"), recorded=Max("created_at"))[:limit]
    )
