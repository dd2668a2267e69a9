"""What runs cost, for a page of them at a time."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from agents.models import Run, RunOrigin, TotalKind, UsageEvent
from agents.usage import narrowing, reports
from agents.usage.reports import Spend
from devcraft.models import User


def of_runs(user: User, runs: Sequence[Run]) -> dict[uuid.UUID, Spend]:
    """What each of RUNS came to; one that used nothing is left out.

    A session is mostly one run. Where several share one, their requests are summed.
    """
    mine = [run for run in runs if run.owner_id == user.pk]
    shared = [run for run in mine if run.origin == RunOrigin.OTLP]
    named = {session_of(run): run.pk for run in mine if run.origin != RunOrigin.OTLP}
    found = reports.of_subjects(user, TotalKind.SESSION, named)
    return {named[session]: spend for session, spend in found.items()} | _summed(user, shared)


def session_of(run: Run) -> str:
    """What the ledger calls RUN."""
    return str(run.pk) if run.origin == RunOrigin.OWN else run.session


def _summed(user: User, runs: Sequence[Run]) -> dict[uuid.UUID, Spend]:
    if not runs:
        return {}
    events = UsageEvent.objects.visible_to(user).filter(
        session__in={run.session for run in runs}, run__in=[run.pk for run in runs]
    )
    rows = events.order_by().values("run").annotate(**narrowing.FIGURES)
    return {row["run"]: reports.spend_of(row) for row in rows}
