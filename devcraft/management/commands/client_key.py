"""`manage.py client_key --name N --scope S`: make a key that a program signs in with."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from devcraft import accounts, clock, keys
from devcraft.forms import ClientKeyForm, first_error
from missions.management.commands import account_named


class Command(BaseCommand):
    help = "Print a new client key; it is shown this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="what the program is called")
        parser.add_argument(
            "--scope",
            action="append",
            choices=list(keys.SCOPES),
            required=True,
            help="what it may do; may be given more than once",
        )
        parser.add_argument("--user", default=accounts.LOCAL_USERNAME, metavar="NAME")
        parser.add_argument("--days", type=int, choices=keys.LIFETIMES, default=keys.LIFETIME.days)

    def handle(self, *args: Any, **options: Any) -> None:
        form = ClientKeyForm(
            {"name": options["name"], "scopes": options["scope"], "days": options["days"]}
        )
        if not form.is_valid():
            raise CommandError(first_error(form))
        issued = keys.issue(
            owner=account_named(options["user"]),
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            now=clock.now(),
            lifetime=timedelta(days=form.cleaned_data["days"]),
        )
        self.stdout.write(issued.text)
