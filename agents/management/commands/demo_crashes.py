"""`manage.py demo_crashes`: kill workers at random and show that nothing is lost."""

from __future__ import annotations

import argparse
import json
import tempfile
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agents.crashing import apart, counting, stage, telling, toolserver
from agents.crashing.counting import Had, Known
from agents.crashing.effects import ANNOUNCE, SHIP, Effects

MOST_KILLS = 100_000
Json = dict[str, Any]


class Command(BaseCommand):
    help = (
        "Kill workers at random points of their cycles, in a database of its own, and show what "
        "came of it; exit 1 when anything was lost, doubled or stuck."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--kills", type=_kills, default=100, metavar="N")
        parser.add_argument("--seed", type=int, default=1, help="other places to kill at")
        parser.add_argument("--json", action="store_true", help="end with one line of JSON")
        parser.add_argument("--stage", nargs=2, metavar=("DIR", "URL"), help=argparse.SUPPRESS)

    def handle(
        self, *args: Any, kills: int, seed: int, json: bool, stage: list[str] | None, **options: Any
    ) -> None:
        if stage:
            self._perform(Path(stage[0]), stage[1], kills, seed)
            return
        with tempfile.TemporaryDirectory(prefix="devcraft-crashes-") as name:
            folder = Path(name).resolve()
            with toolserver.listening(folder / "tools.sqlite3") as server:
                try:
                    is_well = self._watch(folder, server, kills, seed, as_json=json)
                except apart.StageFailed as error:
                    raise CommandError(f"The crash test did not end: {error}") from error
        if not is_well:
            raise SystemExit(1)

    def _perform(self, folder: Path, url: str, kills: int, seed: int) -> None:
        """Be the process that workers are forked from."""
        if not apart.is_in(folder):
            raise CommandError("The crash test has a database of its own; leave out --stage.")
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write(json.dumps({"ready": True}))

        def say(line: Json) -> None:
            self.stdout.write(json.dumps(line))
            self.stdout.flush()

        stage.run(url, kills=kills, seed=seed, now=timezone.now(), say=say)

    def _watch(
        self, folder: Path, server: toolserver.ToolServer, kills: int, seed: int, *, as_json: bool
    ) -> bool:
        self.stdout.write("Making a database of its own…")
        command = ["demo_crashes", f"--kills={kills}", f"--seed={seed}"]
        command += ["--stage", str(folder), server.url]
        for text in apart.lines(folder, *command, allowed=server.origin):
            line = json.loads(text)
            if "order" in line:
                had, is_asked = _had(server.effects), line["asked"]
                self._write(telling.order(line["order"], line["killed"], had, is_asked=is_asked))
            elif "orders" in line:
                return self._end(line, server.effects, as_json=as_json)
        raise CommandError("The crash test ended without a word.")

    def _end(self, line: Json, effects: Effects, *, as_json: bool) -> bool:
        known = Known(
            told=Counter(line["told"]),
            said=Counter(line["said"]),
            asked=Counter(line["asked"]),
            stuck=tuple(line["stuck"]),
        )
        counted = counting.count(line["orders"], known, _had(effects))
        self._write(telling.total(line["kills"], counted))
        if as_json:
            self.stdout.write(telling.as_json(line["kills"], counted))
        return not counted.faults

    def _write(self, lines: Any) -> None:
        for line in lines:
            self.stdout.write(line)


def _kills(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_KILLS:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to {MOST_KILLS:,}")
    return int(text)


def _had(effects: Effects) -> Had:
    return Had(effects.had(SHIP), effects.had(ANNOUNCE), effects.calls(ANNOUNCE))
