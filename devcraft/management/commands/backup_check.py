"""`manage.py backup_check FILE`: whether a backup is whole, without the desk's database."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from devcraft.backups import checking, sealing
from devcraft.backups.manifest import BadBackup


class Command(BaseCommand):
    help = "Unpack a backup aside, compare every digest and look through its database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        add_trust(parser)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        with tempfile.TemporaryDirectory(prefix="devcraft-check-") as work:
            try:
                trust = sealing.trust(options["trust"], anybody=options["any_key"])
                opened = checking.unpack(
                    file, Path(work), trust=trust, identity=options["identity"]
                )
            except (BadBackup, OSError) as error:
                raise CommandError(str(error)) from error
        told = opened.told
        self.stdout.write(f"Whole: of {told.made_at}, {told.holds}. {trust.words(opened.seal)}")


def add_trust(parser: ArgumentParser) -> None:
    """The options that say whose backups are taken."""
    parser.add_argument(
        "--trust",
        action="append",
        default=[],
        metavar="KEY",
        help="a public key to trust beside this desk's own; may be given again",
    )
    parser.add_argument(
        "--any-key", action="store_true", help="take it whoever has signed it, or nobody"
    )
    parser.add_argument(
        "--identity", type=Path, metavar="FILE", help="the key of age that opens it, if encrypted"
    )
