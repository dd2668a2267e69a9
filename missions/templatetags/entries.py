"""Template tags for time entries: their times in words, and what edits changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from devcraft.templatetags.devcraft import clock
from missions import neighbours
from missions.fitting import Span
from missions.models import CloseReason, EntryEdit, TimeEntry

NAMES = {
    "pause": "Paused as of",
    "add": "Added by hand",
    "change": "Changed",
    "split": "Split",
    "delete": "Deleted",
    "discard": "Left out",
    "log": "Logged by hand",
    "bulk_move": "Moved with others",
    "bulk_delete": "Deleted with others",
    "trim": "Trimmed to the last sign",
    "move_rest": "Rest moved",
    "undo": "Undone",
}
FIELDS = {
    "mission_id": "mission",
    "started_at": "start",
    "ended_at": "end",
    "claimed_on": "day",
    "claimed_seconds": "time",
    "close_reason": "closed as",
    "discarded_at": "left out",
}
LABELS = dict(CloseReason.choices)

register = template.Library()


@register.filter
def edit_name(act: str) -> str:
    return NAMES.get(act, act.replace("_", " ").capitalize())


@register.simple_tag
def span_times(span: Span | TimeEntry) -> str:
    """Wed 18 Nov 09:00:00 – 10:00:00, both in the zone of who looks."""
    shown = neighbours.span_of(span) if isinstance(span, TimeEntry) else span
    begins = timezone.localtime(shown.start)
    if shown.end is None:
        return f"{begins:%a %-d %b %H:%M:%S} – now"
    ends = timezone.localtime(shown.end)
    pattern = "%H:%M:%S" if begins.date() == ends.date() else "%a %-d %b %H:%M:%S"
    return f"{begins:%a %-d %b %H:%M:%S} – {ends.strftime(pattern)}"


@dataclass(frozen=True)
class Line:
    """One field of an edit; `before` is empty where there was nothing."""

    name: str
    before: str
    after: str


@register.simple_tag
def edit_lines(edit: EntryEdit) -> list[Line]:
    """What EDIT changed, field by field, in the zone of who looks."""
    return [
        Line(name, _said(field, edit.before.get(field)), _said(field, edit.after[field]) or "none")
        for field, name in FIELDS.items()
        if edit.before.get(field) != edit.after.get(field)
    ]


def _said(field: str, value: Any) -> str:
    if value is None:
        return ""
    if field.endswith("_at"):
        local = timezone.localtime(datetime.fromisoformat(value))
        return f"{local:%a %-d %b %Y %H:%M:%S %Z}"
    if field == "mission_id":
        return f"#{value}"
    if field == "claimed_seconds":
        return clock(value)
    return LABELS[value] if field == "close_reason" else str(value)
