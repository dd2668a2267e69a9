"""Which metric points count: those of a time that nothing else tells of.

The window of a point is the half-hours that it touches, because exporters send a point
some time after its requests. Within it anything that was told one by one, by any road,
comes before the point. A point without a session is compared by its source and model.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from agents.models import UsageEvent
from agents.usage import rows
from agents.usage.facts import slot_of
from agents.usage.rows import Row

SUMS = '"since" IS NOT NULL'
HALF_HOUR = timedelta(minutes=30)
Span = tuple[datetime, datetime]


def covered(owner_id: int, found: Sequence[Row]) -> set[str]:
    """Keys of the points among FOUND that requests, stored or among FOUND, tell better."""
    points = [row for row in found if row.since]
    if not points:
        return set()
    requests = [row for row in found if not row.since]
    return {
        point.key
        for point in points
        if any(covers(row, point) for row in requests) or _is_told(owner_id, point)
    }


def stepping_back(owner_id: int, requests: Sequence[Row]) -> list[Row]:
    """Stored points that count and that REQUESTS, which are being written, tell better."""
    sessions = {row.session for row in requests if not row.since} | {""}
    points = rows.load_in("session", sessions, where=SUMS, owner_id=[owner_id])
    return [
        point
        for point in points
        if point.is_counted and any(covers(row, point) for row in requests if not row.since)
    ]


def covers(row: Row, point: Row) -> bool:
    """Whether ROW is of what POINT sums."""
    if not _first_slot(point) <= row.slot <= point.slot:
        return False
    if point.session:
        return row.session == point.session
    return (row.seen_via, row.model) == (point.seen_via, point.model)


def _first_slot(point: Row) -> str:
    return slot_of(point.since or point.at)


def _is_told(owner_id: int, point: Row) -> bool:
    """Whether a stored request covers POINT."""
    same: dict[str, Any] = (
        {"session": point.session}
        if point.session
        else {"seen_via": point.seen_via, "model": point.model}
    )
    return (
        UsageEvent.objects.counted()
        .filter(
            owner=owner_id,
            at__gte=datetime.fromisoformat(f"{_first_slot(point)}+00:00"),
            at__lt=datetime.fromisoformat(f"{point.slot}+00:00") + HALF_HOUR,
            since=None,
            **same,
        )
        .exists()
    )
