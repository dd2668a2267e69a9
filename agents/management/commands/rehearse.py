"""`manage.py rehearse SCRIPT`: play a scenario and take it back; exit 1 when it came otherwise."""

from __future__ import annotations

import random
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from agents.living import writing
from agents.rehearsing import holding, ledger, playing, reading
from agents.rehearsing.reading import BadScenario
from agents.rehearsing.shape import Scenario

SEED = 1
"""Rests are spread by chance; here they are the same every time."""


class Command(BaseCommand):
    help = (
        "Play a scenario file on a clock that stands still, print what happened, and take all of "
        "it back; exit 1 when it came otherwise than the file expects. See docs/REHEARSING.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("script", type=Path)

    def handle(self, *args: Any, script: Path, **options: Any) -> None:
        scenario = _read(script)
        random.seed(SEED)
        try:
            failed = self._play(scenario)
        except (playing.Unplayable, writing.Taken) as error:
            raise CommandError(f"{script}: {error}") from error
        for sentence in failed:
            self.stderr.write(sentence)
        if failed:
            raise SystemExit(1)
        count = len(scenario.expect)
        self.stdout.write(f"Came as expected ({count} expectation{'' if count == 1 else 's'}).")

    def _play(self, scenario: Scenario) -> list[str]:
        """Play SCENARIO and print its ledger; the sentences for what failed."""
        with transaction.atomic():
            stage = playing.play(scenario)
            self.stdout.write(scenario.title)
            for line in ledger.lines(stage):
                self.stdout.write(line)
            failed = list(holding.failures(scenario, stage))
            transaction.set_rollback(True)
        return failed


def _read(path: Path) -> Scenario:
    try:
        return reading.read(path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except BadScenario as error:
        raise CommandError("\n".join(f"{path}: {each}" for each in error.mistakes)) from error
