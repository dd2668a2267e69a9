"""Pure: events as iCalendar text (RFC 5545), lines folded and texts escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
HEAD = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Devcraft//Time entries//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "X-WR-CALNAME:Devcraft",
)


@dataclass(frozen=True)
class Event:
    """A piece of time; a `day` alone is an event of the whole day."""

    uid: str
    stamp: datetime
    summary: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    day: date | None = None


def calendar(events: Iterable[Event]) -> Iterator[str]:
    """The whole text, event by event."""
    yield _lines(HEAD)
    for event in events:
        yield _lines(_of(event))
    yield _lines(("END:VCALENDAR",))


def escaped(text: str) -> str:
    told = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    for letter in ("\\", ";", ","):
        told = told.replace(letter, f"\\{letter}")
    return told.replace("\n", "\\n")


def folded(line: str) -> str:
    """LINE in pieces of at most 75 octets, no character torn apart."""
    pieces, piece, size = [], "", 0
    for letter in line:
        length = len(letter.encode())
        if size + length > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + length
    return "\r\n".join([*pieces, piece])


def _of(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{_moment(event.stamp)}"
    if event.day is not None:
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    if event.starts_at is not None and event.ends_at is not None:
        yield f"DTSTART:{_moment(event.starts_at)}"
        yield f"DTEND:{_moment(event.ends_at)}"
    yield f"SUMMARY:{escaped(event.summary)}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{folded(line)}\r\n" for line in lines)
