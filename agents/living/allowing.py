"""Budgets changed by people, so that agents which had stopped look again at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from agents.living import sparing
from agents.models import Budget
from agents.usage.budgets import keeping
from agents.usage.budgets.keeping import Wanted


@transaction.atomic
def change(budget: Budget, wanted: Wanted, *, now: datetime) -> int | None:
    """Give BUDGET what is WANTED; how many agents look again, None when nothing changed.

    Raises Refused.
    """
    if not keeping.change(budget, wanted, now=now):
        return None
    return sparing.wake_all(budget.owner)


@transaction.atomic
def end(budget: Budget, *, now: datetime) -> int:
    """Let BUDGET count no more; how many agents look again. Raises Refused."""
    keeping.end(budget, now=now)
    return sparing.wake_all(budget.owner)
