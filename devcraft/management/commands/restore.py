"""`manage.py restore FILE`: let the desk be what a backup holds."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from devcraft import clock
from devcraft.backups import restoring, sealing
from devcraft.backups.manifest import BadBackup
from devcraft.backups.refusals import CannotRestore
from devcraft.management.commands.backup_check import add_trust


class Command(BaseCommand):
    help = "Put a backup in the place of the desk, which is kept beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="look through it and stop there")
        parser.add_argument("--yes", action="store_true", help="replace the desk that is there")
        add_trust(parser)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if not (options["yes"] or options["dry_run"]):
            raise CommandError("This replaces the desk; say --yes, or --dry-run to look first.")
        try:
            trust = sealing.trust(options["trust"], anybody=options["any_key"])
            opened, before = restoring.restore(
                file,
                now=clock.now(),
                trust=trust,
                identity=options["identity"],
                is_dry=options["dry_run"],
            )
        except (BadBackup, CannotRestore) as error:
            raise CommandError(str(error)) from error
        made_at, signed = opened.told.made_at, trust.words(opened.seal)
        if options["dry_run"]:
            self.stdout.write(f"It can be restored: the desk of {made_at}. {signed}")
            return
        self.stdout.write(f"Restored the desk of {made_at}. {signed}")
        if before:
            self.stdout.write(f"What was there lies in {before}.")
        self.stdout.write("Everybody signs in anew; agents wait until somebody starts them.")
