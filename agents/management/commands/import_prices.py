"""`manage.py import_prices`: add what the installed genai-prices says to the price book."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from agents.usage import book


class Command(BaseCommand):
    help = "Fill the price book from the installed genai-prices package; nothing is changed."

    def handle(self, *args: Any, **options: Any) -> None:
        added = book.seed()
        self.stdout.write(f"Added {added:,} prices." if added else "The price book is up to date.")
