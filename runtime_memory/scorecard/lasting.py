"""Rules about what lasts: sessions and runs that stay open, windows that overlap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from runtime_memory.models import (
    BehaviorProfile,
    PersonalityProfile,
    Profile,
    Session,
    WorkflowRun,
)
from runtime_memory.past import knowing
from runtime_memory.past.then import Then
from runtime_memory.scorecard import rules
from runtime_memory.scorecard.parts import IMPORTED, Part, newest

LIMIT = timedelta(hours=rules.OPEN_HOURS)


def parts(then: Then | None, at: datetime) -> Iterator[Part]:
    yield from _open(rules.SESSIONS, Session.objects.all(), "ended_at", "actor", at)
    yield from _open(rules.RUNS, WorkflowRun.objects.all(), "finished_at", "workflow_name", at)
    for model in (BehaviorProfile, PersonalityProfile):
        yield _overlapping(model, then)


def _open(
    rule: rules.Rule, rows: QuerySet[Any], end: str, label: str, at: datetime
) -> Iterator[Part]:
    not_over = Q(**{end: None}) | Q(**{f"{end}__gt": at})
    left = newest(rows).filter(not_over, started_at__lt=_long_before(at))
    yield Part(rule, left.filter(import_batch=None), label=label, place="pk", owner="owner")
    yield Part(rule, left.filter(**IMPORTED))


def _long_before(at: datetime) -> datetime:
    """The moment after which what is open AT may still be; the first of all near the first."""
    first = datetime.min.replace(tzinfo=UTC)
    return at - LIMIT if at - first > LIMIT else first


def _overlapping(model: type[Profile], then: Then | None) -> Part:
    """Versions through whose window another one of the name begins."""
    rows: QuerySet[Any] = model._default_manager.all()
    rows = rows if then is None else knowing.known(rows, then)
    later = rows.filter(
        Q(effective_from__gt=OuterRef("effective_from"))
        | Q(effective_from=OuterRef("effective_from"), version__gt=OuterRef("version")),
        profile_name=OuterRef("profile_name"),
    )
    is_open = Exists(later.filter(Q(effective_from__lt=OuterRef("effective_to"))))
    found = newest(rows).filter(Q(is_open) | Q(Exists(later), effective_to=None))
    return Part(rules.OVERLAPS, found, label="version", place="profile_name", owner="owner")
