"""Runs over all tables of an Oasis database in the order that references need."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from devcraft.imports import Source, Writer, import_rows, keep_table
from devcraft.models import SourceRow
from devcraft.sqlite_file import Kind, SourceFile
from missions.models import Mission
from missions.oasis.missions import Arrival, MissionWriter, fill_queue
from missions.oasis.people import ProfileWriter
from missions.oasis.records import WRITERS, AppConfigWriter, RecordWriter
from worlds.oasis import SnapshotWriter, WorldWriter

DEFERRED = {
    "TokenBurn": "They are hourly sums without the requests behind them;"
    " a later version makes usage of them.",
}
"""Tables that are left in the source for now, and why."""
OASIS = Kind("an Oasis database", {"Mission": {"id", "name", "status"}})


def run(source: Source, file: SourceFile) -> Iterator[int]:
    """Import everything; yields the number of rows done after each batch."""
    for name, reason in file.skipped:
        source.report.problem(name, "", f"Not read: it is {reason}.")
    for writer in _writers(source):
        if writer.table in file.tables:
            yield from import_rows(source, writer, file.rows(writer.table))
        if writer.table == "Mission":
            _queue_arrivals(source, file)
    mapped = {writer.table for writer in _writers(source)}
    for name in file.tables:
        if name in DEFERRED:
            yield _defer(source, file, name)
        elif name not in mapped:
            yield from keep_table(source, name, file.rows(name))


def _writers(source: Source) -> list[Writer]:
    return [
        MissionWriter(source),
        ProfileWriter(source),
        *(RecordWriter(source, table, *parts) for table, parts in WRITERS.items()),
        AppConfigWriter(source),
        WorldWriter(source),
        SnapshotWriter(source),
    ]


def _defer(source: Source, file: SourceFile, table: str) -> int:
    counts = source.report.tables[table]
    counts.read = counts.deferred = file.count(table)
    if counts.read:
        reason = f"All {counts.read} deferred: left in the source for now. {DEFERRED[table]}"
        source.report.problem(table, "", reason)
    return counts.read


@transaction.atomic
def _queue_arrivals(source: Source, file: SourceFile) -> None:
    """Queue the missions that this run created, in the order of their source places."""
    if "queuePosition" not in file.tables["Mission"].columns:
        return
    places = {
        record.id: record.values["queuePosition"]
        for record in file.rows("Mission")
        if isinstance(record.values["queuePosition"], int)
    }
    created = SourceRow.objects.filter(
        source=source.label, table="Mission", imported_at=source.now
    ).values_list("source_id", "target_id")
    waiting = set(
        Mission.objects.kept()
        .filter(owner=source.owner, status="todo", queue_position=None)
        .values_list("pk", flat=True)
    )
    arrivals = [
        Arrival(places[source_id], source_id, int(key))
        for source_id, key in created
        if source_id in places and int(key) in waiting
    ]
    fill_queue(source, arrivals)
