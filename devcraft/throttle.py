"""Password guessing: five tries per name and address, fifty per address.

Never per name alone, so that nobody can lock somebody else out.
"""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

ADDRESS_SHARE = 10


class Handler(AxesDatabaseHandler):  # type: ignore[misc]  # django-axes has no types
    def get_failures(self, request: HttpRequest, credentials: Any = None) -> int:
        """Failures of name and address, or a tenth of all from the address."""
        by_pair, by_address = (
            attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(by_pair, by_address // ADDRESS_SHARE)

    def reset_user_attempts(self, request: HttpRequest, credentials: Any = None) -> int:
        """A right password forgives this name's slips, never tries at other names."""
        by_pair, _by_address = self.filter_user_attempts(request, credentials)
        forgiven: int = by_pair.delete()[0]
        return forgiven


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "sign_in/locked.html", {"minutes": minutes}, status=429)
