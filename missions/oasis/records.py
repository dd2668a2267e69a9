"""The small tables: Memory, Journal, CarbonModelEntry, CuratorLog, AppConfig."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model

from devcraft.imports import ANOTHER_DATABASE, BadRow, Mapped, Record, Source, digest
from devcraft.models import SourceRow
from missions import awards, journaling
from missions.days import DayRule
from missions.models import (
    AppConfig,
    CarbonModelEntry,
    CuratorLog,
    CuratorStatus,
    Decision,
    Journal,
    Memory,
    MemoryCategory,
    Mission,
)
from missions.oasis import values

Reader = Callable[[Source, Mapped], None]
LATER = ("trashed_at", "revision", "creation_token")
"""Columns younger than the first imports: they say something only once they hold something."""
DERIVED = ("day",)


@dataclass(frozen=True)
class RecordWriter:
    """Rows that become one row each, field by field."""

    source: Source
    table: str
    model: type[Model]
    reader: Reader

    @property
    def target_table(self) -> str:
        return self.model._meta.db_table

    def read(self, record: Record) -> Mapped:
        row = Mapped(record, {})
        self.reader(self.source, row)
        return row

    def create(self, rows: list[Mapped]) -> list[str]:
        made = self.model._default_manager.bulk_create(self.model(**row.fields) for row in rows)
        return [str(row.pk) for row in made]

    def update(self, key: str, row: Mapped) -> None:
        rows = self.model._default_manager.filter(pk=key)
        created = row.fields.get("created_at")
        if created is not None and not rows.filter(created_at=created).exists():
            raise BadRow(ANOTHER_DATABASE)
        rows.update(**row.fields)

    def fingerprints(self, keys: Sequence[str]) -> dict[str, str]:
        names = [
            field.attname
            for field in self.model._meta.concrete_fields
            if not field.primary_key and field.attname not in DERIVED
        ]
        rows = self.model._default_manager.filter(pk__in=keys)
        return {str(row.pk): digest(_told(row, names)) for row in rows}


def _told(row: Model, names: list[str]) -> dict[str, str]:
    return {
        name: str(getattr(row, name)) for name in names if name not in LATER or getattr(row, name)
    }


class JournalWriter(RecordWriter):
    """Entries with the rows by which they are found; a text that is replaced is kept.

    Numbers in a source's text are that source's, so they refer to no mission here.
    """

    def create(self, rows: list[Mapped]) -> list[str]:
        keys = super().create(rows)
        journaling.file_under_tags(Journal.objects.filter(pk__in=keys))
        return keys

    def update(self, key: str, row: Mapped) -> None:
        before = Journal.objects.get(pk=key)
        super().update(key, row)
        journaling.keep_version(before, now=self.source.now)
        Journal.objects.filter(pk=key).update(revision=F("revision") + 1)
        journaling.file_under_tags(Journal.objects.filter(pk=key))


def read_memory(source: Source, row: Mapped) -> None:
    raw = row.record.values
    category = values.one_of("category", raw.get("category"), tuple(MemoryCategory.values))
    key = values.needed_text("key", raw.get("key"), most=200)
    if _is_taken(source, row.record, category, key):
        raise BadRow(f"Memory {category} / {key} already has a value here.")
    created = values.needed_moment("createdAt", raw.get("createdAt"))
    row.fields = {
        "owner_id": source.owner.pk,
        "category": category,
        "key": key,
        "value": values.text("value", raw.get("value")),
        "created_at": created,
        "updated_at": values.moment("updatedAt", raw.get("updatedAt")) or created,
    }


def _is_taken(source: Source, record: Record, category: str, key: str) -> bool:
    held = Memory.objects.kept().filter(owner=source.owner, category=category, key=key).first()
    if held is None:
        return False
    own = SourceRow.objects.filter(
        source=source.label, table=record.table, source_id=record.id, target_id=str(held.pk)
    )
    return not own.exists()


def read_journal(source: Source, row: Mapped) -> None:
    raw = row.record.values
    tags = values.json_list(raw.get("tags"))
    if tags is None or not all(isinstance(tag, str) for tag in tags) or not values.is_clean(tags):
        raise BadRow("tags must be a JSON array of texts.")
    created = values.needed_moment("createdAt", raw.get("createdAt"))
    row.fields = {
        "owner_id": source.owner.pk,
        "content": values.needed_text("content", raw.get("content")),
        "tags": tags,
        "mood": values.text("mood", raw.get("mood"), most=40),
        "created_at": created,
        "day": DayRule(source.owner.zone, source.owner.day_start_hour).day_of(created),
    }


def read_prediction(source: Source, row: Mapped) -> None:
    raw = row.record.values
    mission_id = values.whole("missionId", raw.get("missionId"), least=-(2**63))
    actual = raw.get("actualResponse")
    accepted = values.boolean("accepted", raw.get("accepted"))
    rating = values.number("rating", raw.get("rating"), least=0, most=10)
    if actual is None and (accepted is not None or rating is not None):
        raise BadRow("A prediction without an answer cannot be judged.")
    row.fields = {
        "owner_id": source.owner.pk,
        "mission_id": mission_here(source, mission_id),
        "source_mission_id": mission_id,
        "mission_name": values.text("missionName", raw.get("missionName"), most=500),
        "context": values.text("context", raw.get("context")),
        "predicted_response": values.text("predictedResponse", raw.get("predictedResponse")),
        "actual_response": None if actual is None else values.text("actualResponse", actual),
        "accepted": accepted,
        "rating": rating,
        "confidence": values.number("confidence", raw.get("confidence"), least=0, most=1),
        "decision": values.one_of("decision", raw.get("decision"), tuple(Decision.values)),
        "created_at": values.needed_moment("createdAt", raw.get("createdAt")),
    }


def mission_here(source: Source, mission_id: int | None) -> int | None:
    """The key of the mission that this source's MISSION_ID became, if it did."""
    if mission_id is None:
        return None
    rows = SourceRow.objects.filter(source=source.label, table="Mission", source_id=str(mission_id))
    key = rows.values_list("target_id", flat=True).first()
    return int(key) if key and Mission.objects.filter(pk=key).exists() else None


def read_curator_log(source: Source, row: Mapped) -> None:
    raw = row.record.values
    row.fields = {
        "owner_id": source.owner.pk,
        "status": values.one_of("status", raw.get("status"), tuple(CuratorStatus.values)),
        "started_at": values.needed_moment("startedAt", raw.get("startedAt")),
        "ended_at": values.moment("endedAt", raw.get("endedAt")),
        "duration_ms": values.whole("durationMs", raw.get("durationMs"), least=-(2**63)),
        "tokens_in": values.whole("tokensIn", raw.get("tokensIn")) or 0,
        "tokens_out": values.whole("tokensOut", raw.get("tokensOut")) or 0,
        "missions_processed": _count("missionsProcessed", raw),
        "missions_enriched": _count("missionsEnriched", raw),
        "mission_results": values.text("missionResults", raw.get("missionResults")),
        "error": values.text("error", raw.get("error")),
    }


def _count(name: str, raw: dict[str, Any]) -> int:
    return values.whole(name, raw.get(name), most=2**31 - 1) or 0


WRITERS: dict[str, tuple[type[Model], Reader]] = {
    "Memory": (Memory, read_memory),
    "Journal": (Journal, read_journal),
    "CarbonModelEntry": (CarbonModelEntry, read_prediction),
    "CuratorLog": (CuratorLog, read_curator_log),
}


def writer_of(source: Source, table: str) -> RecordWriter:
    kind = JournalWriter if table == "Journal" else RecordWriter
    return kind(source, table, *WRITERS[table])


@dataclass(frozen=True)
class AppConfigWriter:
    """Settings by key. The award table is ours and never taken from a source."""

    source: Source
    table: str = "AppConfig"
    target_table: str = "missions_appconfig"

    def read(self, record: Record) -> Mapped:
        raw = record.values
        key = values.needed_text("key", raw.get("key"), most=200)
        if key == awards.CONFIG_KEY:
            raise BadRow(f"{key} is a setting of this site and is not imported.")
        updated = values.moment("updatedAt", raw.get("updatedAt")) or self.source.now
        value = values.text("value", raw.get("value"))
        return Mapped(record, {"key": key, "value": value, "updated_at": updated})

    def create(self, rows: list[Mapped]) -> list[str]:
        keys = [row.fields["key"] for row in rows]
        taken = AppConfig.objects.filter(key__in=keys).values_list("key", flat=True).first()
        if taken is not None:
            raise BadRow(f"Setting {taken} already has a value here.")
        AppConfig.objects.bulk_create(AppConfig(**row.fields) for row in rows)
        return [number_of(key) for key in keys]

    def update(self, key: str, row: Mapped) -> None:
        AppConfig.objects.filter(key=row.fields["key"]).update(**row.fields)

    def fingerprints(self, keys: Sequence[str]) -> dict[str, str]:
        rows = [row for row in AppConfig.objects.all() if number_of(row.key) in keys]
        return {number_of(row.key): digest([row.key, row.value]) for row in rows}


def number_of(key: str) -> str:
    """A stable number for a text key, which may be longer than source rows take."""
    return str(int(digest(key)[:15], 16))
