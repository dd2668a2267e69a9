"""Timewarrior's `timew export`: an array of id, start, end, tags and annotation.

The id counts from the newest interval and moves with every new one, so an interval is
known by its start, which no other shares.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

from devcraft.imports import BadRow, Mapped, Record, id_text
from missions.exchange import arrays, reading
from missions.exchange.lines import Line
from missions.exchange.options import Options

TABLE = "timewarrior:intervals"
STAMP = "%Y%m%dT%H%M%SZ"
MEMBERS = ("start", "end", "tags", "annotation")
MOST_TAGS = 200


def records(file: IO[bytes]) -> Iterator[Record]:
    seen: Counter[str] = Counter()
    for number, item, broken in arrays.items(file):
        if not isinstance(item, dict):
            yield arrays.broken_line(TABLE, number, item, broken)
            continue
        start = str(item.get("start", ""))[:60]
        seen[start] += 1
        again = f"|{seen[start]}" if seen[start] > 1 else ""
        values = {name: value for name, value in item.items() if name != "id"}
        yield Line(TABLE, id_text(f"{start}{again}"), values, number)


def read(record: Record, options: Options) -> Mapped:
    raw = record.values
    start = _stamp("start", raw.get("start"))
    if raw.get("end") is None:
        raise BadRow("It still runs: stop it in Timewarrior and export again.")
    end = _stamp("end", raw.get("end"))
    if end < start:
        raise BadRow("end must not lie before start.")
    tags = _tags(raw.get("tags"))
    words = reading.text("annotation", raw.get("annotation"))
    row = Mapped(record, {"group": ", ".join(tags), "words": words})
    row.unmapped |= {"tags": tags, "annotation": words}
    row.unmapped |= {name: value for name, value in raw.items() if name not in MEMBERS}
    row.fields |= {"started_at": start, "ended_at": end, "zone": options.zone}
    return row


def _stamp(name: str, value: Any) -> datetime:
    try:
        found = datetime.strptime(reading.text(name, value, most=20), STAMP)
    except ValueError as error:
        if isinstance(error, BadRow):
            raise
        raise BadRow(f"{name} must be a moment such as 20260328T143000Z.") from error
    if found.year < reading.OLDEST_YEAR:
        raise BadRow(f"{name} must lie after {reading.OLDEST_YEAR}.")
    return found.replace(tzinfo=UTC)


def _tags(value: Any) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > MOST_TAGS:
        raise BadRow(f"tags must be a list of at most {MOST_TAGS} texts.")
    return [reading.text("tags", tag) for tag in value]
