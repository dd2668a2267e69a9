"""A mission's history and notes: JSON arrays in the source, rows here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from devcraft.imports import BadRow, Mapped
from missions import history
from missions.models import HistoryEntry, Note, NoteType
from missions.models.missions import Mission
from missions.oasis import values

OLD_KEYS = {"agent": "actor", "msg": "message"}
COLUMNS = ("timestamp", "actor", "action")


def read(row: Mapped) -> None:
    """Put the parsed lines into row.fields; what cannot be a line is kept beside the row."""
    row.fields["lines"] = _lines(row)
    row.fields["remarks"] = _remarks(row)
    row.fields["awaiting_answer_at"] = _asked_at(row)


def _lines(row: Mapped) -> list[HistoryEntry]:
    raw = row.record.values.get("history")
    array = values.json_list(raw)
    if array is None:
        row.put_aside("history", raw, "not a JSON array, so the history is empty")
        return []
    lines: list[HistoryEntry] = []
    others = []
    for item in array:
        line = _line(item, row.fields["created_at"])
        if line is None:
            others.append(item)
        else:
            line.sequence = len(lines) + 1
            lines.append(line)
    if others:
        row.put_aside("history", others, "lines that are no history entries are kept raw")
    return lines


def _line(item: Any, fallback: datetime) -> HistoryEntry | None:
    if not isinstance(item, dict) or not values.is_clean(item):
        return None
    body = {OLD_KEYS.get(key, key): value for key, value in item.items()}
    actor, action = (str(body.pop(name, "") or "unknown") for name in ("actor", "action"))
    stamp = body.pop("timestamp", None)
    try:
        at = values.moment("timestamp", stamp) or fallback
    except BadRow:
        at = fallback
    if stamp != history.stamp(at):
        body["timestamp"] = stamp
    if len(actor) > 80 or len(action) > 80:
        return None
    return HistoryEntry(at=at, actor=actor, action=action, body=body)


def _remarks(row: Mapped) -> list[Note]:
    """Notes from the JSON array; plain text, as Telegram left it, is one note."""
    raw = row.record.values.get("notes")
    array = values.json_list(raw)
    if array is None:
        message = values.text("notes", raw)
        return [Note(at=row.fields["created_at"], message=message, body={"plain": True})]
    notes, others = [], []
    for item in array:
        note = _remark(item, row.fields["created_at"])
        if note is None:
            others.append(item)
        else:
            notes.append(note)
    if others:
        row.put_aside("notes", others, "remarks without a message are kept raw")
    return notes


def _remark(item: Any, fallback: datetime) -> Note | None:
    if not isinstance(item, dict) or not values.is_clean(item):
        return None
    message = item.get("message")
    if not isinstance(message, str) or not message:
        return None
    try:
        at = values.moment("timestamp", item.get("timestamp")) or fallback
    except BadRow:
        at = fallback
    kind = NoteType.SYSTEM if item.get("type") == NoteType.SYSTEM else NoteType.NOTE
    body = {key: value for key, value in item.items() if key != "message"}
    return Note(at=at, message=message, type=kind, body=body)


def _asked_at(row: Mapped) -> datetime | None:
    """Since when the human's answer is awaited: the curator spoke last."""
    fields = row.fields
    is_asking = (
        fields["status"] == "todo"
        and fields["maturity_level"] < 3
        and fields["assigned_to"] == history.HUMAN
    )
    turns = [line for line in fields["lines"] if line.actor in (history.HUMAN, history.CURATOR)]
    if is_asking and turns and turns[-1].actor == history.CURATOR:
        asked: datetime = turns[-1].at
        return asked
    return None


def history_of(row: Mapped) -> Iterator[HistoryEntry]:
    for line in row.fields["lines"]:
        line.mission = row.fields["mission"]
        yield line


def notes_of(row: Mapped) -> Iterator[Note]:
    for note in row.fields["remarks"]:
        note.mission = row.fields["mission"]
        yield note


def append_new(row: Mapped) -> None:
    """Add the lines and remarks that the mission does not hold yet; none is changed."""
    mission: Mission = row.fields["mission"]
    held = [(line.at, line.actor, line.action, line.body) for line in mission.history_entries.all()]
    for line in row.fields["lines"]:
        if (line.at, line.actor, line.action, line.body) not in held:
            history.append(
                mission, at=line.at, actor=line.actor, action=line.action, body=line.body
            )
    said = set(mission.note_rows.values_list("at", "message"))
    Note.objects.bulk_create(note for note in notes_of(row) if (note.at, note.message) not in said)
