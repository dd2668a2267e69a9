"""`manage.py archive_user NAME`: all of one person's data in one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from devcraft import clock
from devcraft.archives import taking
from devcraft.archives.left_out import SECRETS
from missions.management.commands import account_named


class Command(BaseCommand):
    help = "Write all that belongs to one account into one archive, while people work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument(
            "--to", type=Path, default=settings.DATA_DIR / "archives", metavar="DIR"
        )

    def handle(self, *args: Any, name: str, to: Path, **options: Any) -> None:
        try:
            place, told = taking.take(account_named(name), to, now=clock.now())
        except taking.CannotArchive as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{place}: {told.holds}.")
        self.stdout.write(SECRETS)
