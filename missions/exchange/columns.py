"""What files and programs are told of time entries and missions: one table of columns each.

Names are those of document 1 where it has one; moments are UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from missions.models import (
    CloseReason,
    EntryKind,
    EntrySource,
    ExecutionMode,
    Horizon,
    Status,
    TimeEntry,
)
from missions.models.missions import NAME_LENGTH

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
YES_OR_NO: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Told:
    """An entry or a mission with the keys by which files name it and its mission."""

    row: Any
    key: str
    mission_key: str = ""


@dataclass(frozen=True)
class Column:
    name: str
    value: Callable[[Told], Any]
    schema: Schema


def moment(at: datetime | None) -> str | None:
    """RFC 3339 in UTC, with as many digits as there are."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def one_of(values: list[str]) -> Schema:
    return {"type": "string", "enum": values}


def _of(name: str, attribute: str, schema: Schema) -> Column:
    """A column that is ATTRIBUTE of the row, as JSON spells such values."""

    def value(told: Told) -> Any:
        found = getattr(told.row, attribute)
        if isinstance(found, datetime):
            return moment(found)
        return float(found) if isinstance(found, Decimal) else found

    return Column(name, value, schema)


def _seconds(told: Told) -> int | None:
    entry: TimeEntry = told.row
    if entry.kind == EntryKind.CLAIMED:
        return entry.claimed_seconds
    return entry.seconds_at(entry.begun) if entry.ended_at else None


def _counted_seconds(told: Told) -> int:
    return 0 if told.row.discarded_at else _seconds(told) or 0


def _claimed_on(told: Told) -> str | None:
    day = told.row.claimed_on
    return day.isoformat() if day else None


ENTRY = (
    Column("key", lambda told: told.key, TEXT),
    Column("missionKey", lambda told: told.mission_key, TEXT),
    Column("mission", lambda told: told.row.mission.name, {**TEXT, "maxLength": NAME_LENGTH}),
    _of("kind", "kind", one_of(EntryKind.values)),
    _of("source", "source", one_of(EntrySource.values)),
    _of("startedAt", "started_at", or_null(MOMENT)),
    _of("endedAt", "ended_at", or_null(MOMENT)),
    Column("claimedOn", _claimed_on, or_null(DAY)),
    Column("seconds", _seconds, or_null(WHOLE)),
    Column("countedSeconds", _counted_seconds, WHOLE),
    _of("closeReason", "close_reason", one_of(CloseReason.values)),
    _of("isBackdated", "is_backdated", YES_OR_NO),
    _of("stretch", "stretch", WHOLE),
    _of("zone", "zone", TEXT),
    _of("dayStartHour", "day_start_hour", WHOLE),
    _of("discardedAt", "discarded_at", or_null(MOMENT)),
    _of("createdAt", "created_at", MOMENT),
)
MISSION = (
    Column("key", lambda told: told.key, TEXT),
    _of("id", "pk", WHOLE),
    _of("revision", "revision", WHOLE),
    _of("name", "name", {**TEXT, "maxLength": NAME_LENGTH}),
    _of("description", "description", TEXT),
    _of("status", "status", one_of(Status.values)),
    _of("urgency", "urgency", NUMBER),
    _of("easiness", "easiness", NUMBER),
    _of("impact", "impact", NUMBER),
    _of("priority", "priority", NUMBER),
    _of("valor", "valor", or_null(NUMBER)),
    _of("score", "score", or_null(NUMBER)),
    _of("startedAt", "started_at", or_null(MOMENT)),
    _of("endedAt", "ended_at", or_null(MOMENT)),
    _of("actualSeconds", "actual_seconds", WHOLE),
    _of("isPaused", "is_paused", YES_OR_NO),
    _of("pausedAt", "paused_at", or_null(MOMENT)),
    _of("totalPausedMs", "total_paused_ms", WHOLE),
    _of("horizon", "horizon", one_of(Horizon.values)),
    _of("targetSeconds", "target_seconds", or_null(WHOLE)),
    _of("isIRL", "is_irl", YES_OR_NO),
    _of("maturityLevel", "maturity_level", WHOLE),
    _of("assignedTo", "assigned_to", TEXT),
    _of("executionMode", "execution_mode", one_of(ExecutionMode.values)),
    _of("carbonDescription", "carbon_description", TEXT),
    _of("siliconDescription", "silicon_description", TEXT),
    _of("acceptanceCriteria", "acceptance_criteria", TEXT),
    _of("flawlessPercent", "flawless_percent", or_null(NUMBER)),
    _of("dharmaPath", "dharma_path", TEXT),
    _of("questName", "quest_name", TEXT),
    _of("queuePosition", "queue_position", or_null(WHOLE)),
    _of("createdAt", "created_at", MOMENT),
    _of("updatedAt", "updated_at", MOMENT),
    _of("trashedAt", "trashed_at", or_null(MOMENT)),
)


def names(columns: tuple[Column, ...]) -> tuple[str, ...]:
    return tuple(column.name for column in columns)


def values(columns: tuple[Column, ...], told: Told) -> tuple[Any, ...]:
    return tuple(column.value(told) for column in columns)


def as_object(columns: tuple[Column, ...], told: Told) -> dict[str, Any]:
    return {column.name: column.value(told) for column in columns}


def schema(columns: tuple[Column, ...]) -> Schema:
    """The JSON Schema of what `as_object` gives."""
    return {
        "type": "object",
        "required": list(names(columns)),
        "properties": {column.name: column.schema for column in columns},
        "additionalProperties": False,
    }
