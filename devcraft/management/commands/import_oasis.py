"""`manage.py import_oasis PATH`: bring a real Oasis database in, losing nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from devcraft import oasis_import
from devcraft.imports import Source
from devcraft.management.importing import ImportCommand
from devcraft.sqlite_file import SourceFile


class Command(ImportCommand):
    help = (
        "Import an Oasis database. Exit 0 when every row is accounted for, "
        "2 when PATH is no Oasis database (nothing is written then)."
    )
    kind = oasis_import.OASIS
    label = "oasis"

    def steps(self, source: Source, file: SourceFile, options: dict[str, Any]) -> Iterator[int]:
        return oasis_import.run(source, file)
