"""`manage.py verify_usage`: recompute totals, token burn and runs from the facts."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from agents.usage import verifying
from missions.management.commands import chosen_user


class Command(BaseCommand):
    help = "Recompute what usage came to from the requests; exit 1 on the first difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", default="", metavar="NAME")

    def handle(self, *args: Any, user: str, **options: Any) -> None:
        difference = next(verifying.differences(chosen_user(user)), None)
        if difference:
            self.stderr.write(difference)
            raise SystemExit(1)
        self.stdout.write("Totals, token burn and runs agree with their requests.")
