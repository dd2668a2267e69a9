"""What the pages of billing list, as rows for files: columns by table, walked chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import QueryDict

from agents.models import Run, TotalKind, UsageEvent, UsageTotal
from agents.runs import narrowing as runs
from agents.runs import spending
from agents.usage import narrowing, rankings
from agents.usage.exporting import dollars
from agents.usage.periods import Chosen
from agents.usage.reports import Spend
from devcraft import keyset
from devcraft.models import User
from devcraft.streaming import Values

CHUNK = 1000
TOKENS = (
    "input_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "reasoning_tokens",
)
OF_REQUEST = ("at", "provider", "model", "speed", *TOKENS)
PLACED = ("session", "project", "branch", "run_id", "mission_id", "seen_via", "request_id")
OF_SPEND = ("requests", *TOKENS, "cost_usd", "requests_of_unknown_cost")
OF_RUN = ("id", "started_at", "completed_at", "origin", "status", "stop_reason")
OF_RUN_TOO = ("session", "project", "branch", "step_count", "duration_ms", "error")


@dataclass(frozen=True)
class Wanted:
    """Whose rows, of which period, narrowed by what the address of the page said."""

    user: User
    chosen: Chosen
    query: QueryDict


@dataclass(frozen=True)
class Table:
    """Names of columns, and what walks the rows."""

    names: tuple[str, ...]
    rows: Callable[[Wanted], Iterator[Values]]


def _requests(wanted: Wanted) -> Iterator[Values]:
    narrowed = narrowing.read(wanted.query)
    events = narrowing.requests(wanted.user, wanted.chosen.period, narrowed)
    yield from map(_request, keyset.walk(events, order=keyset.Order("at"), size=CHUNK))


def _request(event: UsageEvent) -> Values:
    return (
        event.pk,
        *(getattr(event, name) for name in OF_REQUEST),
        dollars(event.cost_pico),
        dollars(event.provided_pico),
        dollars(event.calculated_pico),
        event.cost_source,
        event.price_id,
        *(getattr(event, name) for name in PLACED),
    )


def _ranked(kind: TotalKind) -> Callable[[Wanted], Iterator[Values]]:
    def walk(wanted: Wanted) -> Iterator[Values]:
        for subject, spend in rankings.walk(wanted.user, wanted.chosen.period, kind):
            yield subject, *_spend(spend)

    return walk


def _spend(spend: Spend) -> Values:
    tokens = (getattr(spend, name) for name in TOKENS)
    return spend.requests, *tokens, dollars(spend.cost_pico), spend.unpriced


def _runs(wanted: Wanted) -> Iterator[Values]:
    wish = runs.wish(wanted.user, wanted.query)
    query = wanted.query.copy()
    query.pop("before", None)
    query["after"] = ""
    while True:
        found = runs.page_of(wanted.user, query, wish, wanted.chosen, size=CHUNK)
        spent = spending.of_runs(wanted.user, found.rows)
        for run in found.rows:
            yield _run(run, spent.get(run.pk))
        if not found.older:
            return
        query["after"] = found.older


def _run(run: Run, spend: Spend | None) -> Values:
    known = spend or Spend()
    return (
        *(getattr(run, name) for name in OF_RUN),
        run.agent.name,
        *(getattr(run, name) for name in OF_RUN_TOO),
        run.prompt_tokens,
        run.completion_tokens,
        dollars(known.cost_pico),
        known.unpriced,
    )


def _totals(wanted: Wanted) -> Iterator[Values]:
    """Every half-hour of everything, the newest first."""
    period = wanted.chosen.period
    totals = UsageTotal.objects.filter(
        owner=wanted.user,
        kind=TotalKind.ALL,
        subject="",
        slot__gte=period.from_slot,
        slot__lt=period.to_slot,
        requests__gt=0,
    ).order_by("-slot")
    before = period.to_slot
    while found := list(totals.filter(slot__lt=before)[:CHUNK]):
        for total in found:
            tokens = (getattr(total, name) for name in TOKENS)
            cost = dollars(total.cost_pico)
            yield f"{total.slot}Z", total.requests, *tokens, cost, total.unpriced
        before = found[-1].slot


TABLES = {
    "requests": Table(
        (
            "id",
            *OF_REQUEST,
            "cost_usd",
            "stated_cost_usd",
            "calculated_cost_usd",
            "cost_source",
            "price_id",
            *PLACED,
        ),
        _requests,
    ),
    "sessions": Table(("session", *OF_SPEND), _ranked(TotalKind.SESSION)),
    "models": Table(("model", *OF_SPEND), _ranked(TotalKind.MODEL)),
    "runs": Table(
        (
            *OF_RUN,
            "agent",
            *OF_RUN_TOO,
            "prompt_tokens",
            "completion_tokens",
            "cost_usd",
            "requests_of_unknown_cost",
        ),
        _runs,
    ),
    "totals": Table(("half_hour_utc", *OF_SPEND), _totals),
}
