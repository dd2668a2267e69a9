"""Toggl Track's detailed report as CSV, with the columns of before and since 2024.

    User, Email, Client, Project, Task, Description, Billable, Start date, Start time,
    End date, End time, Duration, Tags, Amount
    Description, Billable, Duration, Member, Email, Project, Tags, Start date, Start time,
    Stop date, Stop time

Toggl writes no ids and no zone. A row is known by its person, its start and its place
among rows that share both; times are read by the clock of the zone that is chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import IO

from devcraft.imports import BadRow, Mapped, Record, id_text
from missions import walltime
from missions.exchange import lines, local_times, reading
from missions.exchange.lines import Line, NotThisFile
from missions.exchange.local_times import Written
from missions.exchange.options import AsksBack, Options, Question

TABLE = "toggl:entries"
ALIKE = {"stop date": "end date", "stop time": "end time", "member": "user"}
START = ("start date", "start time")
END = ("end date", "end time")
KEPT = ("user", "email", "client", "task", "billable", "tags")


def records(file: IO[bytes]) -> Iterator[Record]:
    """Its rows; the names of columns in lower case, those of both generations alike."""
    head, rows = lines.rows(file)
    named = [ALIKE.get(name.strip().lower(), name.strip().lower()) for name in head]
    _refuse_unless_toggl(named)
    spelled = dict(zip(head, named, strict=True))
    seen: Counter[str] = Counter()
    for row in rows:
        cells = {spelled.get(name, name): cell for name, cell in row.cells.items()}
        who = cells.get("email") or cells.get("user", "")
        known = "|".join([who, *(cells.get(name, "") for name in START)])
        seen[known] += 1
        yield Line(TABLE, id_text(f"{known}|{seen[known]}"), dict(cells), row.number, row.broken)


def _refuse_unless_toggl(named: list[str]) -> None:
    absent = [name for name in START if name not in named]
    if absent:
        raise NotThisFile(f"It is no detailed report of Toggl: column {absent[0]!r} is missing.")
    if not (set(END) <= set(named) or "duration" in named):
        raise NotThisFile("It is no detailed report of Toggl: neither end nor duration is there.")
    if len(set(named)) < len(named):
        raise NotThisFile("Its first line names a column twice.")


def read(record: Record, options: Options) -> Mapped:
    cells = {name: reading.text(name, value) for name, value in record.values.items()}
    project, words = cells.get("project", ""), cells.get("description", "")
    row = Mapped(record, {"group": project or cells.get("client", ""), "words": words})
    row.fields["quest_name"] = project[:200]
    row.unmapped |= {name: cells[name] for name in KEPT if cells.get(name)}
    row.unmapped |= {"description": words, "project": project}
    written = _written(cells)
    start, end = _span(record, written, options, words or project)
    if written.seconds not in (None, int((end - start).total_seconds())):
        rule = "differs from start and end, which were taken"
        row.put_aside("duration", cells["duration"], rule)
    row.fields |= {"started_at": start, "ended_at": end, "zone": options.zone}
    return row


def _written(cells: dict[str, str]) -> Written:
    start = reading.local_time("Start", cells.get("start date", ""), cells.get("start time", ""))
    seconds = reading.seconds_of(cells.get("duration", ""))
    if cells.get("end date") or cells.get("end time"):
        end = reading.local_time("End", cells.get("end date", ""), cells.get("end time", ""))
        return Written(start, end, seconds)
    if seconds is None:
        raise BadRow("End or a duration such as 01:15:00 is needed; this entry may still run.")
    return Written(start, start + timedelta(seconds=seconds), seconds)


def _span(record: Record, written: Written, options: Options, what: str) -> local_times.Span:
    try:
        return local_times.span(written, options.zone, choice=options.choice(record.id))
    except local_times.BackwardsSpan as error:
        raise BadRow("End must not lie before the start.") from error
    except local_times.TwoReadings as error:
        number = record.number if isinstance(record, Line) else 0
        question = Question(record.id, number, what[:200], error.earlier, error.later)
        raise AsksBack(question, _asked(written, error, options.zone)) from error


def _asked(written: Written, found: local_times.TwoReadings, zone: str) -> str:
    exists = walltime.read(written.start, zone).exists
    fact = "can mean two instants" if exists else "never happened"
    start, other = (f"{one[0]:%Y-%m-%dT%H:%M:%SZ}" for one in (found.earlier, found.later))
    end, other_end = (f"{one[1]:%H:%M:%SZ}" for one in (found.earlier, found.later))
    return (
        f"{written.start:%Y-%m-%d %H:%M:%S} to {written.end:%H:%M:%S} {fact} in {zone}: "
        f"earlier is {start} to {end}, later is {other} to {other_end}; choose one."
    )
