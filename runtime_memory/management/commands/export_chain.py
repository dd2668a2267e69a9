"""`manage.py export_chain FILE`: the audit chain and its checkpoints as JSON Lines."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from runtime_memory import proving


class Command(BaseCommand):
    help = "Write the audit chain to FILE, a new file, for standalone/verify_chain.py."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            count = proving.export(path)
        except proving.CannotProve as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count:,} lines")
