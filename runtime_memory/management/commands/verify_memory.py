"""`manage.py verify_memory`: read the audit chain, and all that speaks of it, once."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from runtime_memory import claims, notes, verifying
from runtime_memory.tom import checking

BROKEN = 1
CANNOT_TELL = 2


class Command(BaseCommand):
    help = "Verify the audit chain; exit 0 when it holds, 1 when not, 2 when that cannot be told."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument(
            "--anchor", type=Path, metavar="FILE", help="notes that were kept elsewhere"
        )
        parser.add_argument(
            "--key",
            action="append",
            default=[],
            metavar="KEY",
            help="a public key to trust beside the present one; may be given again",
        )

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        try:
            report = verifying.verify(
                anchors=claims.anchors(options["anchor"]) if options["anchor"] else (),
                keys=[notes.read_key(text) for text in options["key"]],
                also=checking.changed_evidence(),
            )
        except (DatabaseError, claims.CannotRead) as error:
            self._stop(f"The chain cannot be verified: {error}", error)
        except notes.BadNote as error:
            self._stop(f"--key cannot be used: {error}.", error)
        if as_json:
            is_ok = not (report.findings or report.unknown or report.restored)
            told = asdict(report) | {"ok": is_ok, "first_bad": report.first_bad}
            self.stdout.write(json.dumps(told, indent=2))
        else:
            self._tell(report)
        if report.findings or report.unknown or report.restored:
            raise SystemExit(BROKEN if report.findings else CANNOT_TELL)

    def _stop(self, words: str, error: Exception) -> None:
        self.stderr.write(words)
        raise SystemExit(CANNOT_TELL) from error

    def _tell(self, report: verifying.Report) -> None:
        for finding in report.findings:
            where = "" if finding.seq is None else f"line {finding.seq}: "
            self.stderr.write(f"{where}{finding.subject}: {finding.reason}")
        for words in [*report.restored, *report.unknown]:
            self.stderr.write(words)
        if report.first_bad is not None:
            self.stderr.write(f"The first bad line is {report.first_bad}.")
        elif not (report.findings or report.unknown or report.restored):
            self.stdout.write(f"The chain holds: {report.lines:,} lines, head {report.head}.")
            if report.notes:
                self.stdout.write(f"Signed notes that agree with it: {report.notes:,}.")
            if report.turned_back:
                self.stdout.write(f"The clock was set back before {report.turned_back:,} lines.")
