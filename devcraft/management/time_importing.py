"""What the commands share that import files of time."""

from __future__ import annotations

import json
import stat
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import CommandError
from django.db import transaction

from devcraft import clock, zones
from devcraft.imports import LabelTaken
from devcraft.management.importing import AccountedImport
from devcraft.models import User
from devcraft.templatetags.devcraft import duration
from missions.exchange import bringing, kinds
from missions.exchange.bringing import Import
from missions.exchange.lines import NotThisFile
from missions.exchange.local_times import CHOICES
from missions.exchange.options import GROUP, KEEP, REFUSE, SKIP, WORDS, Options
from missions.exchange.writing import EntryWriter
from missions.management.commands import account_named
from missions.models import FileKind


class TimeImportCommand(AccountedImport):
    """Exit 0 when every row is accounted for, 2 when PATH is no file of the kind; then
    nothing is written."""

    kind: FileKind
    label = ""
    source_help = "tells one source from another; left out, all files of this kind are one"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--overlaps",
            choices=(SKIP, KEEP),
            default=SKIP,
            help="keep: claim the time of an entry that overlaps one of yours for its day",
        )
        found = kinds.KINDS[self.kind]
        if found.group:
            parser.add_argument(
                "--name-by",
                choices=(found.group, found.words),
                default=found.group,
                help="what of an entry names its mission; the other when that is empty",
            )
            parser.add_argument("--zone", default="", metavar="ZONE", help="else that of the user")
            parser.add_argument(
                "--ambiguous",
                choices=(*CHOICES, REFUSE),
                default=REFUSE,
                help="which instant a time means that the clocks make two of",
            )

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        if len(options["source"]) > 80:
            raise CommandError("Label must have at most 80 characters.")
        owner = account_named(options["user"])
        try:
            with _opened(path) as file:
                chosen = self._options(owner, options)
                wanted = Import(owner, self.kind, file, path.name, chosen, options["source"])
                writer = self._import(wanted, is_dry=options["dry_run"])
        except NotThisFile as error:
            self.stderr.write(f"{path}: {error}")
            sys.exit(2)
        if options["json"]:
            self.stdout.write(json.dumps(bringing.told(writer)))
        else:
            self._print_missions(writer)
            self.print_report(writer.source.report, is_dry=options["dry_run"])

    def _options(self, owner: User, options: dict[str, Any]) -> Options:
        zone = options.get("zone") or owner.zone
        if zone not in zones.known():
            raise CommandError("Zone must be a name from the time zone database.")
        is_words = options.get("name_by") == kinds.KINDS[self.kind].words
        return Options(
            zone=zone,
            name_by=WORDS if is_words else GROUP,
            ambiguous=options.get("ambiguous", REFUSE),
            overlaps=options["overlaps"],
        )

    def _import(self, wanted: Import, *, is_dry: bool) -> EntryWriter:
        try:
            writer = wanted.writer(now=clock.now())
        except LabelTaken as error:
            raise CommandError(str(error)) from error
        if not is_dry:
            self.show_progress(bringing.steps(wanted, writer), None)
            return writer
        with transaction.atomic():
            self.show_progress(bringing.steps(wanted, writer), None)
            transaction.set_rollback(True)
        return writer

    def _print_missions(self, writer: EntryWriter) -> None:
        for share in bringing.told(writer)["missions"]:
            which = "new" if share["mission"] is None else f"#{share['mission']}"
            self.stdout.write(
                f"mission: {share['name']} ({which}): {share['entries']} entries, "
                f"{duration(share['seconds'])}"
            )


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise NotThisFile("It is not a file.")
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise NotThisFile(f"It cannot be read: {error.strerror}.") from error
