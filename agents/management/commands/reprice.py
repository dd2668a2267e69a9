"""`manage.py reprice`: show what today's price book makes of stored requests, and write it."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agents.usage import repricing
from agents.usage.money import exact, money
from agents.usage.repricing import Difference
from devcraft import clock
from devcraft.models import User
from missions.management.commands import chosen_user

REASON = "The price book was asked again."


class Command(BaseCommand):
    help = "Show what today's price book changes in stored costs; nothing is written without it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", default="", metavar="NAME")
        parser.add_argument("--model", default="", help="only requests that name this model")
        parser.add_argument("--since", default="", metavar="DAY", help="UTC day; earlier ones stay")
        parser.add_argument("--unknown", action="store_true", help="only those of unknown cost")
        parser.add_argument("--write", action="store_true", help="keep the new costs")

    def handle(
        self,
        *args: Any,
        user: str,
        model: str,
        since: str,
        unknown: bool,
        write: bool,
        **options: Any,
    ) -> None:
        conditions: dict[str, Any] = {"model": model} if model else {}
        if since:
            conditions["at__gte"] = _begin(since)
        if unknown:
            conditions["cost_pico"] = None
        chosen, count = chosen_user(user), 0
        for owner in [chosen] if chosen else User.objects.filter(is_active=True).order_by("pk"):
            found = repricing.reprice(
                owner, conditions=conditions, reason=REASON, now=clock.now(), is_written=write
            )
            count += sum(one.requests for one in found.values())
            self._tell(owner, found)
        self._conclude(count, is_written=write)

    def _tell(self, owner: User, found: dict[repricing.Model, Difference]) -> None:
        for (provider, model), one in sorted(found.items()):
            self.stdout.write(f"{owner}: {provider} {model}: {told(one)}")

    def _conclude(self, count: int, *, is_written: bool) -> None:
        if not count:
            self.stdout.write("Every stored cost is what the price book says.")
        elif is_written:
            self.stdout.write(f"Changed {count:,} requests; their revisions keep what was.")
        else:
            self.stdout.write(f"{count:,} requests would change; --write keeps the new costs.")


def told(one: Difference) -> str:
    """12 requests, $1.20 → $1.30 (+$0.1)"""
    step = one.after - one.before
    sign = "−" if step < 0 else "+"
    said = f"{one.requests:,} requests, {money(one.before)} → {money(one.after)}"
    said += f" ({sign}{exact(abs(step))})"
    if one.found:
        said += f", {one.found:,} of unknown cost become known"
    return f"{said}, {one.lost:,} become unknown" if one.lost else said


def _begin(day: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(day), time(), UTC)
    except ValueError as error:
        raise CommandError("--since must be a day such as 2026-03-28.") from error
