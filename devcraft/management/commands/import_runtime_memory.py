"""`manage.py import_runtime_memory PATH`: bring a tom_runtime.sqlite in as evidence."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from devcraft.imports import Source
from devcraft.management.importing import ImportCommand
from devcraft.sqlite_file import SourceFile
from runtime_memory.tom import importing, ledgers
from runtime_memory.tom.tables import TOM


class Command(ImportCommand):
    help = (
        "Import a tom_runtime.sqlite as evidence. Exit 0 when every row is accounted for, "
        "2 when PATH is no such database or FILE no ledger (nothing is written then)."
    )
    kind = TOM
    label = "tom"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--ledger",
            action="append",
            default=[],
            type=Path,
            metavar="FILE",
            help="override_replay.jsonl or override_revocations.jsonl; may be given again",
        )

    def steps(self, source: Source, file: SourceFile, options: dict[str, Any]) -> Iterator[int]:
        try:
            beside = [ledgers.opened(path) for path in options["ledger"]]
        except ledgers.NotALedger as error:
            self.stderr.write(str(error))
            sys.exit(2)
        return importing.run(source, file, beside)
