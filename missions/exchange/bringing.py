"""One import of a file of time, or its trial, from the first row to the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.db import transaction

from devcraft.imports import Report, Source, import_rows, refuse_foreign_label
from devcraft.models import User
from missions.exchange import kinds, own
from missions.exchange.options import Options
from missions.exchange.writing import EntryWriter
from missions.models import FileKind


@dataclass(frozen=True)
class Import:
    """A file of a kind, for one person, with what was chosen; LABEL empty takes the usual one."""

    owner: User
    kind: FileKind
    file: IO[bytes]
    file_name: str
    options: Options
    label: str = ""

    def writer(self, *, now: datetime) -> EntryWriter:
        """Raises LabelTaken."""
        kind = kinds.KINDS[self.kind]
        source = Source(self.label or kind.label(self.owner), self.owner, now, Report())
        refuse_foreign_label(source)
        return EntryWriter(source, kind, self.options, self.file_name)


def steps(wanted: Import, writer: EntryWriter) -> Iterator[int]:
    """Import batch by batch; yields how many rows are done after each. Raises NotThisFile."""
    rows = writer.kind.records(wanted.file)
    if wanted.kind == FileKind.DEVCRAFT:
        rows = own.without_native(writer.source, rows)
    yield from import_rows(writer.source, writer, rows)


@transaction.atomic
def run(wanted: Import, *, now: datetime, is_trial: bool = False) -> dict[str, Any]:
    """Import all or, when the file is not what it should be, nothing; a trial writes nothing.

    Returns what `told` gives. Raises NotThisFile and LabelTaken.
    """
    writer = wanted.writer(now=now)
    for _ in steps(wanted, writer):
        pass
    if is_trial:
        transaction.set_rollback(True)
    return told(writer)


def told(writer: EntryWriter) -> dict[str, Any]:
    """The report that all importers give, and beside it the missions and the questions."""
    report = writer.source.report
    shares = sorted(writer.shares.items(), key=lambda item: (-item[1].seconds, item[0]))
    return {
        **report.as_object(),
        "missions": [
            {
                "name": name,
                "mission": None if share.is_new else share.mission,
                "entries": share.entries,
                "seconds": share.seconds,
            }
            for name, share in shares
        ],
        "questions": [question.as_json() for question in writer.questions],
    }
