"""What the commands share that import another system's data, losing nothing."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table as TextTable

from devcraft import accounts, clock, sqlite_file
from devcraft.imports import LabelTaken, Report, Source, refuse_foreign_label
from devcraft.sqlite_file import Kind, SourceFile
from missions.management.commands import account_named


class AccountedImport(BaseCommand):
    """Options, and the printed report, of every import."""

    label: str
    source_help = "tells one database from another; keep it the same for the same database"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="PATH")
        parser.add_argument("--user", default=accounts.LOCAL_USERNAME, metavar="NAME")
        parser.add_argument("--source", default=self.label, metavar="LABEL", help=self.source_help)
        parser.add_argument("--dry-run", action="store_true", help="report, but write nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON, last")

    def show_progress(self, steps: Iterator[int], total: int | None) -> None:
        """Walk STEPS, with a bar on a terminal; TOTAL is how many rows there are, if known."""
        if not sys.stderr.isatty():
            for _ in steps:
                pass
            return
        columns = (TextColumn("Importing"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("rows", total=total)
            for done in steps:
                bar.advance(task, done)

    def print_report(self, report: Report, *, is_dry: bool) -> None:
        outcomes = ("read", "created", "updated", "unchanged", "kept_raw", "deferred")
        table = TextTable("Table", *(name.replace("_", " ") for name in outcomes))
        for name, counts in report.tables.items():
            table.add_row(name, *(str(getattr(counts, outcome)) for outcome in outcomes))
        console = Console(width=None if self.stdout.isatty() else 100)
        with console.capture() as printed:
            console.print(table)
        self.stdout.write(printed.get())
        for repair in report.repairs:
            self.stdout.write(
                f"repaired: {repair['table']}.{repair['field']}: {repair['rule']}"
                f" ({repair['rows']} rows)"
            )
        for problem in report.problems:
            self.stdout.write(
                f"kept raw or left: {problem['table']} {problem['id']}".rstrip()
                + f": {problem['reason']}"
            )
        if is_dry:
            self.stdout.write("A dry run: nothing was written.")


class ImportCommand(AccountedImport):
    """Exit 0 when every row is accounted for, 2 when PATH is not of the kind; then
    nothing is written."""

    kind: Kind

    def steps(self, source: Source, file: SourceFile, options: dict[str, Any]) -> Iterator[int]:
        """Import FILE; yields the number of rows done after each batch."""
        raise NotImplementedError(f"{type(self).__name__} must say how to import")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        if not 0 < len(options["source"]) <= 80:
            raise CommandError("Label must have 1 to 80 characters.")
        try:
            with sqlite_file.opened(path, self.kind) as file:
                report = self._run(file, options)
        except sqlite_file.NotThisKind as error:
            self.stderr.write(str(error))
            sys.exit(2)
        if options["json"]:
            self.stdout.write(report.as_json())
        else:
            self.print_report(report, is_dry=options["dry_run"])

    def _run(self, file: SourceFile, options: dict[str, Any]) -> Report:
        if not options["dry_run"]:
            return self._import(file, options)
        with transaction.atomic():
            report = self._import(file, options)
            transaction.set_rollback(True)
        return report

    def _import(self, file: SourceFile, options: dict[str, Any]) -> Report:
        owner = account_named(options["user"])
        source = Source(options["source"], owner, clock.now(), Report())
        try:
            refuse_foreign_label(source)
        except LabelTaken as error:
            raise CommandError(str(error)) from error
        steps = self.steps(source, file, options)
        self.show_progress(steps, sum(file.count(name) for name in file.tables))
        return source.report
