"""`manage.py verify_scores`: recompute every score, XP line and level."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from missions import verifying
from missions.management.commands import chosen_user


class Command(BaseCommand):
    help = "Recompute scores, XP and levels from the ledgers; exit 1 on the first difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", default="", metavar="NAME")

    def handle(self, *args: Any, user: str, **options: Any) -> None:
        owner = chosen_user(user)
        difference = next(verifying.score_differences(owner), None)
        if difference:
            self.stderr.write(difference)
            raise SystemExit(1)
        facts = list(verifying.imported_facts(owner))
        for fact in facts:
            self.stdout.write(f"imported fact: {fact}")
        self.stdout.write(f"Scores, XP and levels agree; {len(facts)} imported facts differ.")
