"""`manage.py export_runtime_memory PATH`: write a tom_runtime.sqlite that the original reads."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from runtime_memory.tom import exporting


class Command(BaseCommand):
    help = "Write runtime memory to PATH, a new file, in the original's schema and formats."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="PATH")
        parser.add_argument(
            "--source", default="", metavar="LABEL", help="only what was imported under LABEL"
        )

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            export = exporting.write(path, source=options["source"])
        except exporting.CannotExport as error:
            raise CommandError(str(error)) from error
        for table, rows in export.rows.items():
            self.stdout.write(f"{table}: {rows:,}")
        for one in export.left_out:
            self.stdout.write(f"left out: {one['table']} {one['id']!a}: {one['reason']}")
