"""What programs are told: the timer, missions, pages of entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from devcraft.models import User
from missions import desk
from missions.desk import Running
from missions.exchange import columns, walking
from missions.exchange.columns import ENTRY, MISSION, TEXT, WHOLE, Schema
from missions.models import Mission, TimeEntry

IDS = ("id", "missionId")


def timer(user: User, *, now: datetime) -> dict[str, Any] | None:
    """The running clock of USER at NOW, or None."""
    running = desk.running_of(user, now=now)
    return None if running is None else _running(user, running, now)


def _running(user: User, running: Running, now: datetime) -> dict[str, Any]:
    (entry,) = entries(user, [running.entry])
    return {
        "mission": mission(user, running.mission),
        "entry": entry,
        "elapsedSeconds": running.elapsed,
        "unbrokenSeconds": running.unbroken,
        "serverNow": columns.moment(now),
    }


def mission(user: User, row: Mission) -> dict[str, Any]:
    return missions(user, [row])[0]


def missions(user: User, rows: Sequence[Mission]) -> list[dict[str, Any]]:
    return [columns.as_object(MISSION, told) for told in walking.told_missions(user, rows)]


def entries(user: User, rows: Sequence[TimeEntry]) -> list[dict[str, Any]]:
    return [
        {"id": told.row.pk, "missionId": told.row.mission_id, **columns.as_object(ENTRY, told)}
        for told in walking.told_entries(user, rows)
    ]


def entry_schema() -> Schema:
    found = columns.schema(ENTRY)
    found["required"] = [*IDS, *found["required"]]
    found["properties"] = dict.fromkeys(IDS, WHOLE) | found["properties"]
    return found


def timer_schema() -> Schema:
    return {
        "type": "object",
        "required": ["mission", "entry", "elapsedSeconds", "unbrokenSeconds", "serverNow"],
        "properties": {
            "mission": {"$ref": "#/components/schemas/Mission"},
            "entry": {"$ref": "#/components/schemas/TimeEntry"},
            "elapsedSeconds": WHOLE,
            "unbrokenSeconds": WHOLE,
            "serverNow": {**TEXT, "format": "date-time"},
        },
    }
