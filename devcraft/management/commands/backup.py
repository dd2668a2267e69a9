"""`manage.py backup`: the whole desk in one file, while people work."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from devcraft import clock
from devcraft.backups import encrypting, keeping, noting, taking
from devcraft.backups.keeping import BadRule
from devcraft.backups.manifest import BadBackup
from devcraft.backups.refusals import CannotBackUp

ENDINGS = f"{re.escape(taking.ENDING)}(?:{re.escape(encrypting.ENDING)})?"
STAMP = re.compile(rf"devcraft-(\d{{8}}T\d{{6}}){ENDINGS}")


class Command(BaseCommand):
    help = "Write the database and the media files into one archive, and look through it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.DATA_DIR / "backups", metavar="DIR")
        parser.add_argument(
            "--keep", default="", metavar="RULE", help="such as 7d,4w,6m; the others are removed"
        )
        parser.add_argument(
            "--encrypt-to", default="", metavar="KEY", help="a public key of age; needs age"
        )

    def handle(self, *args: Any, to: Path, keep: str, **options: Any) -> None:
        now = clock.now()
        try:
            rule = keeping.read(keep) if keep else {}
            taken = taking.take(to, now=now, recipient=options["encrypt_to"])
        except (BadRule, BadBackup, CannotBackUp) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{taken.place}: {taken.told.holds}. {taken.signed}")
        if taken.told.needs:
            self.stdout.write(f"Not in it, keep them elsewhere: {', '.join(taken.told.needs)}.")
        if unnoted := noting.note(taken, now=now):
            self.stderr.write(unnoted)
        try:
            removed = _thin_out(to, rule) if rule else 0
        except OSError as error:
            raise CommandError(f"Older backups could not be removed: {error}.") from error
        if removed:
            self.stdout.write(f"Removed {removed} older.")


def _thin_out(folder: Path, rule: keeping.Rule) -> int:
    """Remove what RULE does not keep; how many."""
    found = {
        datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC): path
        for path in folder.iterdir()
        if (match := STAMP.fullmatch(path.name))
    }
    gone = found.keys() - keeping.kept(found, rule)
    for at in gone:
        found[at].unlink()
    return len(gone)
