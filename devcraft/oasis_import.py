"""Runs over all tables of an Oasis database in the order that references need."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from devcraft.imports import Source, Writer, batches, import_rows, keep_raw
from devcraft.models import SourceRow
from devcraft.oasis_file import OasisFile
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
NOT_MAPPED = "No table of ours holds this; it is kept as it is."


class LabelTaken(Exception):
    """The label names another person's import; the text says what to do."""


def refuse_foreign_label(source: Source) -> None:
    """One label is one person's: else ids of two databases would mix."""
    other = SourceRow.objects.filter(source=source.label).exclude(owner=source.owner).first()
    if other is not None:
        raise LabelTaken(
            f"Label {source.label!r} holds an import for {other.owner.username}; "
            "choose another with --source."
        )


def run(source: Source, file: OasisFile) -> Iterator[int]:
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
            yield from _keep_table(source, file, name)


def _writers(source: Source) -> list[Writer]:
    return [
        MissionWriter(source),
        ProfileWriter(source),
        *(RecordWriter(source, table, *parts) for table, parts in WRITERS.items()),
        AppConfigWriter(source),
        WorldWriter(source),
        SnapshotWriter(source),
    ]


def _defer(source: Source, file: OasisFile, table: str) -> int:
    counts = source.report.tables[table]
    counts.read = counts.deferred = file.count(table)
    if counts.read:
        reason = f"All {counts.read} deferred: left in the source for now. {DEFERRED[table]}"
        source.report.problem(table, "", reason)
    return counts.read


def _keep_table(source: Source, file: OasisFile, table: str) -> Iterator[int]:
    """A table that has no place here is kept row by row, and said once."""
    found = source.report.tables[table]
    for batch in batches(file.rows(table)):
        with transaction.atomic():
            for record in batch:
                found.read += 1
                keep_raw(source, record, NOT_MAPPED, is_said=False)
        yield len(batch)
    if found.read:
        source.report.problem(table, "", f"All {found.read} kept raw. {NOT_MAPPED}")


@transaction.atomic
def _queue_arrivals(source: Source, file: OasisFile) -> None:
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
