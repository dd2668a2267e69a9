"""`manage.py verify_time`: recompute time columns and day totals."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from missions import verifying
from missions.management.commands import chosen_user


class Command(BaseCommand):
    help = "Recompute times and day totals from the entries; exit 1 on the first difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", default="", metavar="NAME")

    def handle(self, *args: Any, user: str, **options: Any) -> None:
        difference = next(verifying.time_differences(chosen_user(user)), None)
        if difference:
            self.stderr.write(difference)
            raise SystemExit(1)
        self.stdout.write("Times and day totals agree with their entries.")
