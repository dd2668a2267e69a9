"""`manage.py empty_trash`: delete worlds that lay in the trash for 30 days."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from devcraft import clock
from worlds import curating, visiting


class Command(BaseCommand):
    help = "Delete for good the worlds that lie in the trash longer than 30 days."

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        visiting.forget_earlier_days(now=now)
        gone = curating.empty_trash(now=now)
        self.stdout.write(f"Deleted {gone} world{'' if gone == 1 else 's'} for good.")
