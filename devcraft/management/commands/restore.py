"""`manage.py restore FILE`: let the desk be what a backup holds."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from devcraft import clock
from devcraft.backups import apart, restoring, sealing
from devcraft.backups.checking import Opened
from devcraft.backups.manifest import BadBackup
from devcraft.backups.refusals import CannotRestore
from devcraft.backups.sealing import Trust
from devcraft.management.commands.backup_check import add_trust


class Command(BaseCommand):
    help = "Put a backup in the place of the desk, which is kept beside it, or into a folder apart."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="look through it and stop there")
        parser.add_argument("--yes", action="store_true", help="replace the desk that is there")
        parser.add_argument(
            "--to", type=Path, metavar="DIR", help="a new folder; the desk that is there goes on"
        )
        add_trust(parser)

    def handle(self, *args: Any, file: Path, to: Path | None, **options: Any) -> None:
        if to and (options["yes"] or options["dry_run"]):
            raise CommandError("--to replaces nothing; say it without --yes and --dry-run.")
        if not (to or options["yes"] or options["dry_run"]):
            raise CommandError("This replaces the desk; say --yes, or --dry-run to look first.")
        try:
            trust = sealing.trust(options["trust"], anybody=options["any_key"])
            if to:
                opened = apart.restore(file, to, trust=trust, identity=options["identity"])
                self._tell_apart(to, opened, trust)
            else:
                self._replace(file, trust, options)
        except (BadBackup, CannotRestore) as error:
            raise CommandError(str(error)) from error

    def _tell_apart(self, to: Path, opened: Opened, trust: Trust) -> None:
        signed = trust.words(opened.seal)
        self.stdout.write(f"{to} holds the desk of {opened.told.made_at}. {signed}")
        self.stdout.write(f"Open it with DATA_DIR={to}; everybody signs in anew, agents wait.")

    def _replace(self, file: Path, trust: Trust, options: dict[str, Any]) -> None:
        opened, before = restoring.restore(
            file,
            now=clock.now(),
            trust=trust,
            identity=options["identity"],
            is_dry=options["dry_run"],
        )
        made_at, signed = opened.told.made_at, trust.words(opened.seal)
        if options["dry_run"]:
            self.stdout.write(f"It can be restored: the desk of {made_at}. {signed}")
            return
        self.stdout.write(f"Restored the desk of {made_at}. {signed}")
        if before:
            self.stdout.write(f"What was there lies in {before}.")
        self.stdout.write("Everybody signs in anew; agents wait until somebody starts them.")
