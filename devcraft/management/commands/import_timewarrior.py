"""`manage.py import_timewarrior FILE.json`: bring what `timew export` printed in."""

from __future__ import annotations

from devcraft.management.time_importing import TimeImportCommand
from missions.models import FileKind


class Command(TimeImportCommand):
    help = (
        "Import what `timew export` printed. Exit 0 when every row is accounted for, "
        "2 when it is no such file (nothing is written then)."
    )
    kind = FileKind.TIMEWARRIOR
