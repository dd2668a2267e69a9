"""Says once for each threshold of a budget that it was reached, when the totals moved.

Whoever moves totals holds the owner's ledger, so that two writers cannot both be first.
A notice is a row, a line of the audit chain and, after the commit, an e-mail.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from agents.models import Budget, BudgetNotice, NoticeKind
from agents.usage.budgets import mailing, standing, wording
from agents.usage.budgets.standing import Standing
from agents.usage.money import exact
from devcraft.models import User
from devcraft.refusing import Refused
from runtime_memory import chain

log = logging.getLogger(__name__)


def look(owner: User, *, now: datetime) -> list[BudgetNotice]:
    """Note every budget of OWNER that is close or spent and was not said to be.

    Call it in the transaction that moved the totals. Where the audit chain takes no line,
    nothing is noted, so that the next look does it; the ledger goes on.
    """
    if not Budget.objects.visible_to(owner).open().exists():
        return []
    reached = [found for found in standing.of(owner, now=now) if found.is_spent or found.is_close]
    if not reached:
        return []
    try:
        with transaction.atomic():
            return [notice for found in reached if (notice := _noted(found))]
    except Refused as refusal:
        log.warning("A budget was reached and could not be noted: %s", refusal)
        return []


def _noted(found: Standing) -> BudgetNotice | None:
    """The notice of what FOUND reached; None when it was said before."""
    budget = found.budget
    notice, is_new = BudgetNotice.objects.get_or_create(
        budget=budget,
        starts_on=found.period.first,
        kind=NoticeKind.SPENT if found.is_spent else NoticeKind.WARNED,
        threshold_pico=budget.limit_pico if found.is_spent else budget.warn_pico,
        defaults={
            "spent_pico": found.spent_pico,
            "limit_pico": budget.limit_pico,
            "unpriced": found.unpriced,
            "words": wording.said(
                budget,
                is_spent=found.is_spent,
                spent_pico=found.spent_pico,
                unpriced=found.unpriced,
            ),
            "at": found.now,
        },
    )
    if not is_new:
        return None
    chain.append(
        kind=f"budget.{notice.kind}",
        subject=budget,
        now=found.now,
        starts_on=found.period.first.isoformat(),
        threshold=exact(notice.threshold_pico),
        spent=exact(notice.spent_pico),
        unpriced=notice.unpriced,
    )
    transaction.on_commit(lambda: mailing.post(notice.pk), robust=True)
    return notice
