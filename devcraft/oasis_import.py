"""Runs over all tables of an Oasis database in the order that references need."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from agents.oasis import TokenBurnWriter
from devcraft.imports import Source, Writer, import_rows, keep_table
from devcraft.models import SourceRow
from devcraft.sqlite_file import Kind, SourceFile
from missions.models import Mission
from missions.oasis.missions import Arrival, MissionWriter, fill_queue
from missions.oasis.people import ProfileWriter
from missions.oasis.records import WRITERS, AppConfigWriter, writer_of
from worlds.oasis import SnapshotWriter, WorldWriter

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
        if name not in mapped:
            yield from keep_table(source, name, file.rows(name))


def _writers(source: Source) -> list[Writer]:
    return [
        MissionWriter(source),
        ProfileWriter(source),
        *(writer_of(source, table) for table in WRITERS),
        AppConfigWriter(source),
        WorldWriter(source),
        SnapshotWriter(source),
        TokenBurnWriter(source),
    ]


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
