"""The lineage of runs in the original's words: the newest run, and pages of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery

from devcraft.models import User
from runtime_memory import moments
from runtime_memory.api import summaries
from runtime_memory.api.wishes import Wish, cursor_of
from runtime_memory.models import (
    Approval,
    DeployOutcome,
    Proposal,
    Skill,
    TaskEvent,
    Validation,
    WorkflowRun,
)

Runs = QuerySet[WorkflowRun]
NEWEST, OLDEST = ("-started_at", "-id"), ("started_at", "id")
Row = TypeVar("Row", bound=Model)
AT_ONCE = 20
"""Rows read at a time where each may hold a megabyte that is thrown away at once."""


def latest(user: User, *, now: datetime) -> dict[str, Any]:
    """The newest run that USER sees, with the newest of what its own context names."""
    run = _first(WorkflowRun.objects.parts_of(user), NEWEST, 1).first()
    context = summaries.context_of(run) if run else summaries.NOTHING
    proposals = Proposal.objects.visible_to(user).select_related("skill")
    proposal = _named(proposals, context.proposal_id)
    event = newest_events().filter(workflow_run=run).first() if run else None
    return {
        "timestamp": moments.written(now),
        "run": _told(summaries.run, run),
        "skill": _told(summaries.skill, _skill(user, context.skill_id, proposal)),
        "proposal": _told(summaries.proposal, proposal),
        "validation": _told(summaries.validation, _newest(Validation.objects.all(), proposal)),
        "approval": _told(summaries.approval, _newest(Approval.objects.all(), proposal)),
        "deploy": _told(summaries.deploy, _newest(DeployOutcome.objects.all(), proposal)),
        "event": event and {"id": event.pk} | summaries.event(event),
        "identity": context.identity,
    }


def _told(tell: Callable[[Row], dict[str, Any]], row: Row | None) -> dict[str, Any] | None:
    return None if row is None else tell(row)


def _first(parts: Iterable[Runs], order: Sequence[str], size: int) -> Runs:
    """The first SIZE of the union of PARTS by ORDER, at a cost of SIZE: each part is cut on
    its own index, and the database alone says in which order ids stand."""
    cut = (part.order_by(*order).values_list("pk", flat=True)[:size] for part in parts)
    keys = [key for part in cut for key in part]
    return WorkflowRun.objects.filter(pk__in=keys).order_by(*order)[:size]


def _skill(user: User, key: str | None, proposal: Proposal | None) -> Skill | None:
    """The skill KEY if USER sees it, or that of PROPOSAL when none is named."""
    if proposal is not None and key in (None, proposal.skill_id):
        return proposal.skill
    return _named(Skill.objects.visible_to(user), key)


def _named(rows: QuerySet[Row], key: str | None) -> Row | None:
    return rows.filter(pk=key).first() if key else None


def _newest(rows: QuerySet[Row], proposal: Proposal | None) -> Row | None:
    if proposal is None:
        return None
    return rows.filter(proposal=proposal).order_by("-sequence", "-id").first()


def newest_events() -> QuerySet[TaskEvent]:
    return TaskEvent.objects.order_by("-created_at", "-sequence", "-id")


def runs(user: User, wish: Wish, *, now: datetime) -> dict[str, Any]:
    """A page of the runs that USER sees, in five queries however many it holds."""
    found = _page(WorkflowRun.objects.parts_of(user), wish)
    shown = found[: wish.limit]
    has_more = len(found) > wish.limit
    proposals = _proposals(user, [one.context.proposal_id for one in shown])
    events = _events([one.event_id for one in shown])
    return {
        "timestamp": moments.written(now),
        "limit": wish.limit,
        "count": len(shown),
        "page": {
            "hasMore": has_more,
            "nextCursor": cursor_of(shown[-1].run) if has_more else None,
        },
        "filters": wish.as_filters(),
        "runs": [
            summaries.run(one.run)
            | one.context.report
            | proposals.get(one.context.proposal_id or "", summaries.NO_PROPOSAL)
            | {"identity": one.context.identity, "latestEvent": events.get(one.event_id or "")}
            for one in shown
        ],
    }


def _page(parts: Iterable[Runs], wish: Wish) -> list[summaries.Told]:
    """The runs of a page and, if there is one, the run behind it."""
    parts = [_beyond(_narrowed(part, wish), wish) for part in parts]
    event = newest_events().filter(workflow_run=OuterRef("pk")).values("pk")[:1]
    found = _first(parts, NEWEST if wish.is_descending else OLDEST, wish.limit + 1)
    chosen = found.annotate(event_id=Subquery(event))
    return [summaries.Told.of(run) for run in chosen.iterator(chunk_size=AT_ONCE)]


def _narrowed(rows: Runs, wish: Wish) -> Runs:
    chosen = {
        "status": wish.status,
        "trigger_source": wish.trigger_source,
        "started_at__gte": wish.started_after,
        "started_at__lte": wish.started_before,
    }
    return rows.filter(**{name: value for name, value in chosen.items() if value is not None})


def _beyond(rows: Runs, wish: Wish) -> Runs:
    if wish.position is None:
        return rows
    at, key = wish.position
    up_to, past = ("lte", "gte") if wish.is_descending else ("gte", "lte")
    passed = Q(**{"started_at": at, f"id__{past}": key})
    return rows.filter(~passed, **{f"started_at__{up_to}": at})


def _proposals(user: User, keys: list[str | None]) -> dict[str, dict[str, Any]]:
    """By id, those among KEYS that USER sees, with the newest of their deployments."""
    deploy = DeployOutcome.objects.filter(proposal=OuterRef("pk")).order_by("-sequence", "-id")
    rows = (
        Proposal.objects.visible_to(user)
        .filter(pk__in={key for key in keys if key})
        .annotate(deploy=Subquery(deploy.values("status")[:1]))
        .values_list("pk", "status", "deploy")
    )
    return {
        key: {"proposalId": key, "proposalStatus": status, "deployStatus": outcome}
        for key, status, outcome in rows
    }


def _events(keys: list[str | None]) -> dict[str, dict[str, Any]]:
    rows = TaskEvent.objects.filter(pk__in={key for key in keys if key})
    return {row.pk: summaries.event(row) for row in rows.iterator(chunk_size=AT_ONCE)}
