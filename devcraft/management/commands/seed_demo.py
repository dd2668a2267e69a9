"""`manage.py seed_demo`: a month of sample work on one desk, by our own acts."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from devcraft import accounts, clock, demo
from missions.management.commands import account_named


class Command(BaseCommand):
    help = "Fill an empty desk with a deterministic month of sample work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", default=accounts.LOCAL_USERNAME, metavar="NAME")

    def handle(self, *args: Any, user: str, **options: Any) -> None:
        try:
            made = demo.fill(account_named(user), now=clock.now())
        except demo.DeskNotEmpty as error:
            raise CommandError(
                f"The desk of {user} holds missions of its own, so sample data stays out. "
                "Choose another account with --user, or “Look around” on an empty desk."
            ) from error
        self.stdout.write(
            f"Filled the desk of {user} with {made} missions."
            if made
            else f"The desk of {user} holds the sample month already; nothing changed."
        )
