"""`manage.py verify_memory`: read the audit chain, and the rows it tells of, once."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from runtime_memory import verifying

BROKEN = 1
CANNOT_TELL = 2


class Command(BaseCommand):
    help = "Verify the audit chain; exit 0 when it holds, 1 when not, 2 when it cannot be read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        try:
            report = verifying.verify()
        except DatabaseError as error:
            self.stderr.write(f"The chain cannot be read: {error}")
            raise SystemExit(CANNOT_TELL) from error
        if as_json:
            told = asdict(report) | {"ok": not report.findings, "first_bad": report.first_bad}
            self.stdout.write(json.dumps(told, indent=2))
        else:
            self._tell(report)
        if report.findings:
            raise SystemExit(BROKEN)

    def _tell(self, report: verifying.Report) -> None:
        for finding in report.findings:
            where = "" if finding.seq is None else f"line {finding.seq}: "
            self.stderr.write(f"{where}{finding.subject}: {finding.reason}")
        if not report.findings:
            self.stdout.write(f"The chain holds: {report.lines:,} lines, head {report.head}.")
        elif report.first_bad is not None:
            self.stderr.write(f"The first bad line is {report.first_bad}.")
