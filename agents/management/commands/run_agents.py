"""`manage.py run_agents`: let agents think, until SIGTERM or SIGINT."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agents.living import working
from agents.models import Agent


class Command(BaseCommand):
    help = "Let every agent think that has something in its inbox; stop with SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")
        parser.add_argument("--agent", default="", metavar="SLUG", help="only this agent")

    def handle(self, *args: Any, once: bool, agent: str, **options: Any) -> None:
        if agent and not Agent.objects.living().filter(slug=agent).exists():
            raise CommandError(f"Agent {agent!r} does not exist.")
        with _stopped_by_signals() as stop:
            if once:
                self._drain(agent, stop)
            else:
                working.run_until(stop, holder=working.name(), slug=agent)

    def _drain(self, agent: str, stop: threading.Event) -> None:
        holder = working.name()
        while found := working.run_once(holder=holder, slug=agent, is_stopping=stop.is_set):
            for outcome in found:
                self.stdout.write(outcome.value)


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set, from a thread of their own: see serve.Server."""
    stop = threading.Event()

    def ask(*_: object) -> None:
        threading.Thread(target=stop.set, daemon=True).start()

    before = {kind: signal.signal(kind, ask) for kind in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
