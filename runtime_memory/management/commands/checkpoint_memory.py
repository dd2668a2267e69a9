"""`manage.py checkpoint_memory [--to FILE]`: sign the audit chain as it stands."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from devcraft import clock
from runtime_memory import checkpoints, keeping
from runtime_memory.claims import CannotRead
from runtime_memory.signing import NoKey


class Command(BaseCommand):
    help = (
        "Sign the audit chain when it has grown, and print the note. Exit 1 when the chain "
        "is broken or there is no key: nothing is signed then."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to", type=Path, metavar="FILE", help="a file of notes to append the note to"
        )

    def handle(self, *args: Any, to: Path | None, **options: Any) -> None:
        try:
            checkpoints.make(now=clock.now())
            last = checkpoints.latest()
            if last is not None and to is not None:
                keeping.keep(last.note, to)
        except (checkpoints.Broken, NoKey, CannotRead) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The chain has no line yet." if last is None else last.note)
