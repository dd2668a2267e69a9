"""Runs of the import and what they left behind."""

from __future__ import annotations

import json
from io import StringIO

from django.core.management import call_command

from devcraft.models import RawRow, SourceRow
from missions.models import HistoryEntry, Mission, Note, Profile, TimeEntry, XpEntry
from worlds.models import World, WorldChange, WorldSnapshot, WorldState

TABLES = (
    *(Mission, TimeEntry, HistoryEntry, Note, Profile, XpEntry, SourceRow, RawRow),
    *(World, WorldState, WorldSnapshot, WorldChange),
)


def run(path, *options):
    """The report of one import."""
    printed = StringIO()
    call_command("import_oasis", path, "--json", *options, stdout=printed)
    return json.loads(printed.getvalue().splitlines()[-1])


def outcomes(report, table="Mission"):
    return {name: count for name, count in report["tables"][table].items() if count}


def everything():
    """All rows of the tables that an import writes, but for their order of writing."""
    return {table.__name__: sorted(map(str, table.objects.values_list())) for table in TABLES}
