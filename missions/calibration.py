"""How good guesses were: what agents were sure of beside what came true, in buckets.

Only the newest are looked at, so that the page costs the same after a long life.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Power

from devcraft import charts
from devcraft.models import User
from devcraft.templatetags.devcraft import percent
from missions.models import CarbonModelEntry, Mission

NEWEST = 5_000
EDGES = (0, 20, 40, 60, 80)
FEW = 10
"""Below so many, a share is mostly luck; the page says so."""


@dataclass(frozen=True)
class Bucket:
    """Guesses of like confidence: how many, how sure, how many came true; shares from 0 to 1."""

    label: str
    count: int = 0
    said: float | None = None
    true: int = 0
    rating: float | None = None

    @property
    def share(self) -> float | None:
        return self.true / self.count if self.count else None

    @property
    def gap(self) -> float | None:
        """How much less came true than was said; below zero when more did."""
        return None if self.said is None or self.share is None else self.said - self.share

    @property
    def is_few(self) -> bool:
        return 0 < self.count < FEW


@dataclass(frozen=True)
class Guesses:
    """Answered predictions; `unsure` name no confidence, `unjudged` were never accepted or not."""

    buckets: list[Bucket]
    open: int
    unsure: int
    unjudged: int
    brier: float | None
    is_cut: bool

    @property
    def count(self) -> int:
        return sum(bucket.count for bucket in self.buckets)

    @property
    def true(self) -> int:
        return sum(bucket.true for bucket in self.buckets)


@dataclass(frozen=True)
class Promises:
    """Missions promised to be so flawless, in percent, and what review and test gave them."""

    label: str
    count: int = 0
    promised: float | None = None
    reviewed: float | None = None
    reviews: int = 0
    tested: float | None = None
    tests: int = 0


def guesses(user: User) -> Guesses:
    """The newest predictions of USER and their answers, in two queries."""
    mine = CarbonModelEntry.objects.visible_to(user)
    newest = mine.filter(pk__in=mine.order_by("-id").values("pk")[:NEWEST])
    judged = Q(accepted__isnull=False, confidence__isnull=False)
    answered = Q(actual_response__isnull=False)
    whole = newest.aggregate(
        seen=Count("pk"),
        open=Count("pk", filter=Q(actual_response=None)),
        unsure=Count("pk", filter=answered & Q(confidence=None)),
        unjudged=Count("pk", filter=answered & Q(accepted=None, confidence__isnull=False)),
        brier=Avg(Power(F("confidence") - _truth(), 2), filter=judged),
    )
    rows = _bucketed(newest.filter(judged), "confidence", 100).annotate(
        count=Count("pk"),
        said=Avg("confidence"),
        true=Count("pk", filter=Q(accepted=True)),
        rated=Avg("rating"),
    )
    found = {
        row["bucket"]: Bucket(
            label(row["bucket"]), row["count"], row["said"], row["true"], row["rated"]
        )
        for row in rows
    }
    is_cut = whole.pop("seen") == NEWEST
    return Guesses([found.get(edge, Bucket(label(edge))) for edge in EDGES], is_cut=is_cut, **whole)


def promises(user: User) -> list[Promises]:
    """The newest missions of USER with a promise and a result, by what was promised."""
    judged = Q(reviewer_score__isnull=False) | Q(tester_score__isnull=False)
    mine = Mission.objects.filter(judged, owner=user, flawless_percent__isnull=False)
    newest = Mission.objects.filter(pk__in=mine.order_by("-id").values("pk")[:NEWEST])
    rows = _bucketed(newest, "flawless_percent", 1).annotate(
        count=Count("pk"),
        promised=Avg("flawless_percent"),
        reviewed=Avg("reviewer_score"),
        reviews=Count("reviewer_score"),
        tested=Avg("tester_score"),
        tests=Count("tester_score"),
    )
    return [Promises(label(row.pop("bucket")), **row) for row in rows.order_by("bucket")]


def label(edge: int) -> str:
    return f"{edge}–{edge + 20} %"


def _truth() -> Case:
    return Case(When(accepted=True, then=Value(1.0)), default=Value(0.0))


def _bucketed(rows: QuerySet[Any], column: str, size: int) -> Any:
    """ROWS by the fifth of 0 to 100 % that COLUMN lies in, which is SIZE times less there."""
    whens = [When(**{f"{column}__gte": edge / size}, then=Value(edge)) for edge in EDGES[::-1]]
    placed = rows.annotate(bucket=Case(*whens, output_field=IntegerField()))
    return placed.order_by().values("bucket")


def chart(buckets: Sequence[Bucket], *, width: int = 1080) -> charts.BarChart:
    """How many percent of each bucket came true; an empty one has no bar."""
    readings = [
        charts.Reading(
            bucket.label,
            solid=100 * (bucket.share or 0),
            hatched=0,
            value=f"{percent(bucket.share)} of {bucket.count}" if bucket.count else "none",
        )
        for bucket in buckets
    ]
    return charts.bars(readings, width=width, unit=" %")


def reading(found: Guesses) -> str:
    """The guesses in one sentence."""
    if not found.count:
        return "No guess with a confidence has been answered yet."
    said = sum((bucket.said or 0) * bucket.count for bucket in found.buckets) / found.count
    came = found.true / found.count
    if abs(said - came) < 0.05:
        verdict = "about as sure as they should be"
    else:
        verdict = "surer than they should be" if said > came else "less sure than they could be"
    few = "; few answers, so this may be luck" if found.count < FEW else ""
    return (
        f"Agents said {percent(said)} on average and {percent(came)} of {found.count:,}"
        f" came true: {verdict}{few}."
    )
