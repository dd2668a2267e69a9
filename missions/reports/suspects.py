"""Clocks that ran for ten hours or more without a break, and whether somebody said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from missions.models import EntryEdit, TimeEntry
from missions.models.time import SUSPECT_SECONDS
from missions.reports.rhythm import LENGTH

MOST = 50
EDITS = EntryEdit.objects.filter(entry=OuterRef("pk"))


@dataclass(frozen=True)
class Suspect:
    """An entry of so many seconds; confirmed once somebody typed its end or edited it."""

    mission_id: int
    mission_name: str
    began_at: datetime
    seconds: int
    is_confirmed: bool


def suspects_of(entries: QuerySet[TimeEntry]) -> list[Suspect]:
    """Those of ENTRIES, a query, that are suspect, the newest first."""
    found: Any = (
        entries.filter(ended_at__isnull=False)
        .annotate(length=LENGTH)
        .filter(length__gte=SUSPECT_SECONDS)
        .annotate(is_seen=Q(is_backdated=True) | Exists(EDITS))
        .order_by("-started_at", "-id")
        .values_list("mission_id", "mission__name", "started_at", "length", "is_seen")
    )
    return [Suspect(*row) for row in found[:MOST]]
