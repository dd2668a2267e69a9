"""`manage.py rotate_signing_key`: let a new key sign checkpoints from now on."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from devcraft import clock
from runtime_memory import checkpoints
from runtime_memory.signing import NoKey


class Command(BaseCommand):
    help = "Replace the key that signs checkpoints, and print the first note of the new one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--lost",
            action="store_true",
            dest="is_lost",
            help="the old key is gone: verify_memory must then be told of it with --key",
        )

    def handle(self, *args: Any, is_lost: bool, **options: Any) -> None:
        try:
            made = checkpoints.rotate(now=clock.now(), is_lost=is_lost)
        except (checkpoints.Broken, NoKey) as error:
            raise CommandError(str(error)) from error
        last = made or checkpoints.latest()
        self.stdout.write("The key is new; nothing is signed yet." if last is None else last.note)
