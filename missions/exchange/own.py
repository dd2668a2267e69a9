"""Devcraft's own files of time entries, CSV or JSON, back in as they went out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

from devcraft.imports import BATCH, BadRow, Counts, Mapped, Record, Source, id_text
from devcraft.streaming import unguarded
from missions.exchange import arrays, columns, identity, lines, reading
from missions.exchange.lines import Line, NotThisFile
from missions.exchange.options import Options
from missions.models import CloseReason, EntryKind, EntrySource, TimeEntry
from missions.models.missions import NAME_LENGTH
from missions.oasis import values

TABLE = identity.ENTRIES
NAMES = columns.names(columns.ENTRY)
WHOLE = ("seconds", "countedSeconds", "stretch", "dayStartHour")
FLAGS = {"True": True, "False": False}


def records(file: IO[bytes]) -> Iterator[Record]:
    """Its rows; a file that begins with a bracket is JSON, any other CSV."""
    start = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    file.seek(0)
    return _from_json(file) if start.startswith(b"[") else _from_csv(file)


def _from_json(file: IO[bytes]) -> Iterator[Record]:
    for number, item, broken in arrays.items(file):
        if not isinstance(item, dict) or not isinstance(item.get("key"), str):
            reason = broken or "it is no time entry of Devcraft: key is missing"
            yield arrays.broken_line(TABLE, number, item, reason)
            continue
        yield Line(TABLE, id_text(item["key"]), item, number)


def _from_csv(file: IO[bytes]) -> Iterator[Record]:
    head, rows = lines.rows(file)
    absent = [name for name in NAMES if name not in head]
    if absent:
        raise NotThisFile(f"It is no file of time entries: column {absent[0]!r} is missing.")
    for row in rows:
        cells = {name: _typed(name, unguarded(cell)) for name, cell in row.cells.items()}
        yield Line(TABLE, id_text(row.cells.get("key", "")), cells, row.number, row.broken)


def _typed(name: str, cell: str) -> Any:
    """CELL as JSON has it; what is spelled otherwise stays text, for the reader to refuse."""
    if name in WHOLE and cell.isascii() and cell.isdigit() and len(cell) < 20:
        return int(cell)
    if name == "isBackdated":
        return FLAGS.get(cell, cell)
    if not cell and name not in ("closeReason", "mission", "zone"):
        return None
    return cell


def read(record: Record, options: Options) -> Mapped:
    raw = record.values
    row = Mapped(record, {"words": values.needed_text("mission", raw.get("mission"))})
    if len(row.fields["words"]) > NAME_LENGTH:
        raise BadRow(f"mission must have at most {NAME_LENGTH} characters.")
    row.fields |= {
        "mission_key": id_text(values.needed_text("missionKey", raw.get("missionKey"))),
        "kind": values.one_of("kind", raw.get("kind"), tuple(EntryKind.values)),
        "source": values.one_of("source", raw.get("source"), tuple(EntrySource.values)),
        "stretch": values.whole("stretch", raw.get("stretch"), most=2**31 - 2) or 0,
        "zone": reading.zone("zone", raw.get("zone")),
        "day_start_hour": values.whole("dayStartHour", raw.get("dayStartHour"), most=12) or 0,
        "discarded_at": reading.optional_moment("discardedAt", raw.get("discardedAt")),
        "created_at": reading.moment("createdAt", raw.get("createdAt")),
    }
    row.fields |= _claim(raw) if row.fields["kind"] == EntryKind.CLAIMED else _timed(raw)
    row.unmapped |= {name: value for name, value in raw.items() if name not in NAMES}
    return row


def _claim(raw: dict[str, Any]) -> dict[str, Any]:
    seconds = values.whole("seconds", raw.get("seconds"), most=10**12)
    if seconds is None:
        raise BadRow("seconds is needed.")
    return {
        "claimed_on": reading.day("claimedOn", raw.get("claimedOn")),
        "claimed_seconds": seconds,
    }


def _timed(raw: dict[str, Any]) -> dict[str, Any]:
    if raw.get("endedAt") is None:
        raise BadRow("It still ran when the file was made: stop it and export again.")
    start = reading.moment("startedAt", raw.get("startedAt"))
    end = reading.moment("endedAt", raw.get("endedAt"))
    if end < start:
        raise BadRow("endedAt must not lie before startedAt.")
    reasons = tuple(reason for reason in CloseReason.values if reason)
    is_backdated = raw.get("isBackdated")
    if not isinstance(is_backdated, bool):
        raise BadRow("isBackdated must be true or false.")
    return {
        "started_at": start,
        "ended_at": end,
        "close_reason": values.one_of("closeReason", raw.get("closeReason"), reasons),
        "is_backdated": is_backdated,
    }


def without_native(source: Source, rows: Iterable[Record]) -> Iterator[Record]:
    """ROWS but for those that were made on this very desk: they are here already."""
    counts = source.report.tables[TABLE]
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        here = _native(source, batch)
        for record in batch:
            if record.id in here:
                _count_unchanged(counts)
            else:
                yield record


def _native(source: Source, batch: list[Record]) -> set[str]:
    found = {record.id: identity.own_id(source.owner, record.id) for record in batch}
    wanted = [pk for pk in found.values() if pk is not None]
    # By id alone: beside an owner SQLite would rather walk all of the owner's entries.
    told = TimeEntry.objects.filter(pk__in=wanted).values_list("pk", "owner")
    present = {pk for pk, owner in told if owner == source.owner.pk}
    return {key for key, pk in found.items() if pk in present}


def _count_unchanged(counts: Counts) -> None:
    counts.read += 1
    counts.unchanged += 1
