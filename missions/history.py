"""Appends to a mission's history and serialises it as the document's JSON array."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import Max

from missions.models import HistoryEntry, Mission

HUMAN = "carbondev"
CURATOR = "curator"


def append(
    mission: Mission, *, at: datetime, actor: str, action: str, body: dict[str, Any]
) -> HistoryEntry:
    """Add one line; the caller holds the lock on MISSION. Keys without value are left out.

    A program's act names the call it came by as `toolCall`, for `of_call` to find.
    """
    last = mission.history_entries.aggregate(last=Max("sequence"))["last"] or 0
    return HistoryEntry.objects.create(
        mission=mission,
        sequence=last + 1,
        at=at,
        actor=actor,
        action=action,
        body={key: value for key, value in body.items() if value not in (None, "")},
    )


def of_call(mission: Mission, call: str) -> HistoryEntry | None:
    """The line that the program's CALL wrote already; None for acts of people."""
    return mission.history_entries.filter(body__toolCall=call).first() if call else None


def stamp(at: datetime) -> str:
    """The document's form of an instant: RFC 3339 in UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def as_document(mission: Mission) -> list[dict[str, Any]]:
    """The document's `history`: an array of HistoryEntry objects, oldest first."""
    return [
        {
            "timestamp": stamp(entry.at),
            "actor": entry.actor,
            "action": entry.action,
            **entry.body,
        }
        for entry in mission.history_entries.order_by("sequence")
    ]
