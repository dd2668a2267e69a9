"""`manage.py settle_restored MADE_AT`: what `restore` does to a copy before the swap."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from agents.models import Agent
from devcraft import clock, epochs
from runtime_memory import chain

REASON = "Restored from a backup of {}: see what it did since, then start it."


class Command(BaseCommand):
    help = "Migrate, end all sessions, let agents wait and begin an epoch in the audit trail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("made_at")
        parser.add_argument(
            "--left", default="", metavar="SEQ:HASH", help="the last line of the desk that goes"
        )

    def handle(self, *args: Any, made_at: str, left: str, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        now = clock.now()
        seq, _, head = left.partition(":")
        with transaction.atomic():
            Session.objects.all().delete()
            waiting = Agent.objects.living().filter(parked_at=None, slug__gt="")
            parked = waiting.update(parked_at=now, parked_reason=REASON.format(made_at))
            epoch = epochs.begin(made_at=datetime.fromisoformat(made_at), now=now)
            chain.append(
                kind=chain.RESTORED,
                subject=epoch,
                now=now,
                epoch=epoch.pk,
                mark=epoch.mark,
                made_at=made_at,
                parked=parked,
                left_lines=int(seq or 0),
                left_head=head,
            )
