"""`manage.py restore_user FILE --user NAME`: an archive into an account that holds nothing yet."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from devcraft import accounts, clock
from devcraft.archives import restoring
from devcraft.archives.manifest import BadArchive
from devcraft.archives.report import Report
from missions.management.commands import account_named


class Command(BaseCommand):
    help = "Put one person's archive into an account that holds nothing yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", default=accounts.LOCAL_USERNAME, metavar="NAME")
        parser.add_argument("--dry-run", action="store_true", help="try it, and take it back")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, file: Path, user: str, **options: Any) -> None:
        try:
            report = restoring.restore(
                file, account_named(user), now=clock.now(), is_dry=options["dry_run"]
            )
        except (BadArchive, restoring.CannotRestore) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(report.as_json())
        else:
            self._print(report, is_dry=options["dry_run"])

    def _print(self, report: Report, *, is_dry: bool) -> None:
        if report.was_here:
            self.stdout.write(f"Put back already, at {report.was_here}; nothing was changed.")
            return
        for name in report.tables:
            left = f", {report.left[name]:,} left out" if report.left[name] else ""
            self.stdout.write(f"{name}: {report.made[name]:,}{left}")
        for sentence in report.told:
            self.stdout.write(sentence)
        if report.more:
            self.stdout.write(f"And {report.more:,} more such lines.")
        self.stdout.write(
            "A dry run: nothing was changed."
            if is_dry
            else f"Put back {report.rows:,} rows. Agents wait until somebody starts them."
        )
