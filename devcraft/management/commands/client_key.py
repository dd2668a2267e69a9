"""`manage.py client_key NAME --scope …`: make a key that a program signs in with."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from devcraft import accounts, clock, keys
from devcraft.models import ClientKey
from missions.management.commands import account_named
from worlds.views import api

SCOPES = (api.READ, api.WRITE)


class Command(BaseCommand):
    help = "Print a new client key; it is shown this once, and holds for 90 days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="what the program is called")
        parser.add_argument("--scope", action="append", choices=SCOPES, required=True)
        parser.add_argument("--user", default=accounts.LOCAL_USERNAME, metavar="NAME")

    def handle(self, *args: Any, name: str, scope: list[str], user: str, **options: Any) -> None:
        most = ClientKey._meta.get_field("name").max_length or 0
        if not 0 < len(name) <= most or not name.isprintable():
            raise CommandError(f"NAME must be 1 to {most} printable characters.")
        issued = keys.issue(
            owner=account_named(user), name=name, scopes=list(scope), now=clock.now()
        )
        self.stdout.write(issued.text)
