"""`manage.py sign_in_link`: print another one-time sign-in link."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from devcraft import accounts, clock
from devcraft.models import User


class Command(BaseCommand):
    help = "Print a link that signs one account in once, within the hour."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", default=accounts.LOCAL_USERNAME, metavar="NAME")

    def handle(self, *args: Any, user: str, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        is_local = user == accounts.LOCAL_USERNAME
        account = accounts.ensure_local_user() if is_local else _active(user)
        token = accounts.new_link(account, now=clock.now())
        path = reverse("sign_in_by_link", args=[token])
        self.stdout.write(f"http://{settings.HOST}:{settings.PORT}{path}")


def _active(username: str) -> User:
    account = User.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise CommandError(f"User {username!r} does not exist or is switched off.")
    return account
