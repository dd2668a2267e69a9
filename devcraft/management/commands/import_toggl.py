"""`manage.py import_toggl FILE.csv`: bring a detailed report of Toggl Track (CSV) in."""

from __future__ import annotations

from devcraft.management.time_importing import TimeImportCommand
from missions.models import FileKind


class Command(TimeImportCommand):
    help = (
        "Import a detailed report of Toggl Track (CSV). Exit 0 when every row is accounted for, "
        "2 when it is no such file (nothing is written then)."
    )
    kind = FileKind.TOGGL
