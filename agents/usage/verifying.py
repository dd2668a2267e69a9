"""Recomputes every total from the facts: what is stored must be what they come to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Substr

from agents.models import LinkRank, Run, RunOrigin, TokenBurn, TotalKind, UsageEvent, UsageTotal
from agents.usage.facts import HOUR, OWN
from agents.usage.tally import FIGURES, LONGEST
from devcraft.models import User

SUBJECTS: dict[TotalKind, Any] = {
    TotalKind.ALL: Value(""),
    TotalKind.MODEL: F("model"),
    TotalKind.PROJECT: F("project"),
    TotalKind.SESSION: F("session"),
    TotalKind.AGENT: F("seen_via"),
    TotalKind.MISSION: Coalesce(Cast("mission_id", CharField()), Value("")),
    TotalKind.ASSUMED: Coalesce(Cast("mission_id", CharField()), Value("")),
    TotalKind.LINK: Case(
        When(rank=LinkRank.NONE, then=Value("unassigned")),
        When(rank=LinkRank.ASSUMED, then=Value("assumed")),
        default=Value("assigned"),
    ),
    TotalKind.PROVIDER: F("provider"),
    TotalKind.BRANCH: Case(
        When(branch="", then=Value("")),
        default=Substr(Concat("project", Value("\n"), "branch"), 1, LONGEST),
    ),
    TotalKind.ACTOR: Case(
        When(seen_via=OWN, then=Concat(Value(f"{OWN}/"), "project")), default=F("seen_via")
    ),
}
COUNTED = {
    "sum_requests": Count("id"),
    **{f"sum_{name}": Sum(name) for name in FIGURES if name.endswith("_tokens")},
    "sum_cost_pico": Coalesce(Sum("cost_pico"), 0),
    "sum_unpriced": Count("id", filter=Q(cost_pico=None)),
}


def differences(owner: User | None = None) -> Iterator[str]:
    """One sentence per stored figure that the facts do not come to."""
    mine = {} if owner is None else {"owner": owner}
    for kind, subject in SUBJECTS.items():
        yield from _totals(kind, subject, mine)
    yield from _burns(mine)
    yield from _runs(mine)


def _totals(kind: TotalKind, subject: Any, mine: dict[str, Any]) -> Iterator[str]:
    facts = UsageEvent.objects.counted().filter(**mine)
    if kind == TotalKind.ASSUMED:
        facts = facts.filter(rank=LinkRank.ASSUMED)
    keyed = facts.annotate(place=Cast(subject, CharField())).order_by()
    computed = _computed(keyed, ("owner_id", "place", "slot"))
    stored = UsageTotal.objects.filter(kind=kind, **mine)
    yield from _compare(f"{kind.label} total", computed, _stored(stored, ("subject", "slot")))


def _burns(mine: dict[str, Any]) -> Iterator[str]:
    counted = UsageEvent.objects.counted().filter(**mine)
    facts = counted.annotate(window=Substr("slot", 1, HOUR)).order_by()
    places = ("window", "seen_via", "provider", "model")
    computed = _computed(facts, ("owner_id", *places))
    stored = TokenBurn.objects.filter(**mine)
    yield from _compare(
        "token burn", computed, _stored(stored, ("window", "source", "provider", "model"))
    )


def _runs(mine: dict[str, Any]) -> Iterator[str]:
    """Runs whose figures their facts do not come to; a trace counts its spans as steps."""
    counted = (
        UsageEvent.objects.counted()
        .filter(run__isnull=False, **mine)
        .order_by()
        .values_list("run_id")
        .annotate(
            steps=Count("id"),
            prompt=Sum(
                F("input_tokens")
                + F("cache_read_tokens")
                + F("cache_write_5m_tokens")
                + F("cache_write_1h_tokens")
            ),
            completion=Sum("output_tokens"),
        )
    )
    computed = {run: tuple(figures) for run, *figures in counted}
    for run in Run.objects.filter(**mine).iterator():
        if run.origin == RunOrigin.OWN and run.pk not in computed:
            continue  # It goes on, failed before it asked, or is of an agent of nobody.
        told = computed.get(run.pk, (0, 0, 0))
        steps = told[0] if run.origin == RunOrigin.OTLP else run.step_count
        stored = (steps, run.prompt_tokens, run.completion_tokens)
        if told != stored:
            yield f"Run {run.pk}: stored {stored}, computed {told}."


Figures = dict[tuple[Any, ...], tuple[int, ...]]


def _computed(facts: QuerySet[Any], places: tuple[str, ...]) -> Figures:
    rows = facts.values_list(*places).annotate(**COUNTED)
    return {tuple(row[: len(places)]): tuple(row[len(places) :]) for row in rows}


def _stored(totals: QuerySet[Any], places: tuple[str, ...]) -> Figures:
    rows = totals.values_list("owner_id", *places, *FIGURES)
    depth = len(places) + 1
    return {tuple(row[:depth]): tuple(row[depth:]) for row in rows if any(row[depth:])}


def _compare(what: str, computed: Figures, stored: Figures) -> Iterator[str]:
    for place in sorted(computed.keys() | stored.keys()):
        if computed.get(place) != stored.get(place):
            name = " ".join(str(part) for part in place[1:])
            yield (
                f"{what} {name}: stored {stored.get(place, 'nothing')},"
                f" computed {computed.get(place, 'nothing')}."
            )
