"""`manage.py state_of_memory`: the state at a moment and its hash, however large it is."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from devcraft import clock
from devcraft.models import User
from runtime_memory.past import asking, state
from runtime_memory.past.then import look_back


class Command(BaseCommand):
    help = "Print as JSON what USER could see at one moment, as known at another, and its hash."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="NAME")
        parser.add_argument("--at", metavar="MOMENT", help="in the user's zone; now by default")
        parser.add_argument("--known", metavar="MOMENT", help="as --at by default")
        parser.add_argument("--line", type=int, help="no further than this line of the trail")

    def handle(self, *args: Any, user: str, **options: Any) -> None:
        person = User.objects.filter(username=user).first()
        if person is None:
            raise CommandError(f"--user: nobody is called {user!r} here.")
        with timezone.override(person.tz):
            at = _moment("--at", options["at"], clock.now())
            known = _moment("--known", options["known"], at)
        then = look_back(at=at, known=known, line=options["line"])
        found = state.whole(person, then)
        told = {"state": found.digest, "line": then.line, "head": then.head, "rows": found.counts}
        self.stdout.write(json.dumps(told, indent=2))


def _moment(option: str, value: str | None, default: datetime) -> datetime:
    if value is None:
        return default
    moment = asking.read_moment(value)
    if moment is None:
        raise CommandError(f"{option} must be a date and time such as {asking.EXAMPLE}.")
    return moment
