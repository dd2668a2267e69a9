"""`manage.py prove_memory table/id`: a receipt that a checkpoint holds a line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from runtime_memory import proving


class Command(BaseCommand):
    help = "Print a receipt for the line that recorded a row, for standalone/verify_chain.py."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("subject", metavar="TABLE/ID", help="such as approvals/1c0f…")
        parser.add_argument("--seq", type=int, help="another line about the same row")

    def handle(self, *args: Any, subject: str, seq: int | None, **options: Any) -> None:
        try:
            receipt = proving.receipt(subject, seq=seq)
        except proving.CannotProve as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(receipt, indent=2))
