"""`manage.py import_time FILE`: bring time entries that Devcraft wrote (CSV or JSON) in."""

from __future__ import annotations

from devcraft.management.time_importing import TimeImportCommand
from missions.models import FileKind


class Command(TimeImportCommand):
    help = (
        "Import time entries that Devcraft wrote (CSV or JSON). Exit 0 when every row is "
        "accounted for, 2 when it is no such file (nothing is written then)."
    )
    kind = FileKind.DEVCRAFT
