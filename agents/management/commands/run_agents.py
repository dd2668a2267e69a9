"""`manage.py run_agents`: let agents think, until SIGTERM or SIGINT."""

from __future__ import annotations

import os
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agents.living import scheduling, working
from agents.models import Agent


class Command(BaseCommand):
    help = "Let every agent think that has something in its inbox; stop with SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")
        parser.add_argument("--agent", default="", metavar="SLUG", help="only this agent")
        parser.add_argument(
            "--beside", type=int, default=0, metavar="PID", help="end when this process is gone"
        )

    def handle(self, *args: Any, once: bool, agent: str, beside: int, **options: Any) -> None:
        if agent and not Agent.objects.living().filter(slug=agent).exists():
            raise CommandError(f"Agent {agent!r} does not exist.")
        with _stopped_by_signals() as stop:
            if beside:
                threading.Thread(target=_end_with, args=(beside, stop), daemon=True).start()
            if once:
                self._drain(agent, stop)
            else:
                size = settings.AGENT_THREADS
                working.run_until(stop, holder=working.name(), slug=agent, size=size)

    def _drain(self, agent: str, stop: threading.Event) -> None:
        holder = working.name()
        scheduling.clockwork(timezone.now())
        while found := working.run_once(holder=holder, slug=agent, is_stopping=stop.is_set):
            for outcome in found:
                self.stdout.write(outcome.value)


def _end_with(parent: int, stop: threading.Event) -> None:
    """Set STOP when the process that started this one is gone."""
    while os.getppid() == parent and not stop.wait(1):
        pass
    stop.set()


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
