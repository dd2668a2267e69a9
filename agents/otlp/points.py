"""Token and cost metrics of coding agents as facts, each of a session, a model and a stretch."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import orjson

from agents.models import MetricSeries, Road
from agents.otlp import reading
from agents.otlp.emitters import emitter_of
from agents.otlp.records import Point
from agents.otlp.refusing import Rejected
from agents.otlp.tokens import MOST_DOLLARS
from agents.otlp.values import MOST_NS, moment
from agents.usage.facts import Fact
from agents.usage.pricing import pico_of
from devcraft.models import User

MOST_TOKENS = 10**10
"""Of one point, which may sum an hour of many agents."""
COST, TOKENS = "cost", "tokens"
MEANINGS = {
    "claude_code.token.usage": TOKENS,
    "claude_code.cost.usage": COST,
}
UNITS = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cacheRead": "cache_read_tokens",
    "cacheCreation": "cache_write_5m_tokens",
}
"""What the attribute `type` of a token metric is called in a fact."""


class Stretch(NamedTuple):
    """What points share that are summed in one fact."""

    session: str
    model: str
    since: datetime
    at: datetime


@dataclass
class Sum:
    """What the points of one stretch come to."""

    point: Point
    tokens: dict[str, int] = field(default_factory=dict)
    dollars: Decimal | None = None


def is_known(point: Point) -> bool:
    return point.metric in MEANINGS


class Sums:
    """Gathers the points of one post; cumulative ones count by what they grew."""

    def __init__(self, owner: User, *, now: datetime) -> None:
        self._owner = owner
        self._now = now
        self._sums: dict[Stretch, Sum] = {}
        self._series: dict[str, MetricSeries] = {}

    def know(self, points: Iterable[Point]) -> None:
        """Look up how far the series have come; call inside the transaction."""
        digests = [digest_of(point) for point in points if not point.is_delta]
        found = MetricSeries.objects.filter(owner=self._owner, digest__in=digests)
        self._series = {series.digest: series for series in found}

    def add(self, point: Point) -> None:
        """Raises Rejected."""
        if not math.isfinite(point.value) or point.value < 0:
            raise Rejected(f"{point.metric} must be a number from 0")
        if point.value > MOST_TOKENS:
            raise Rejected(f"{point.metric} must be at most {MOST_TOKENS:,}")
        at = moment(point.at_ns, name="timeUnixNano", now=self._now)
        since = moment(point.begin_ns, name="startTimeUnixNano", now=self._now)
        begin, value = (since, point.value) if point.is_delta else self._grown(point, since)
        if value <= 0:
            return
        session = reading.about(point.source, point.attributes, "session")
        model = reading.first(point.attributes, "model")
        if not model:
            raise Rejected(f"{point.metric} needs model")
        stretch = Stretch(session, model, min(begin, at), at)
        self._count(self._sums.setdefault(stretch, Sum(point)), point, value)

    def _count(self, found: Sum, point: Point, value: float) -> None:
        if MEANINGS[point.metric] == COST:
            dollars = Decimal(repr(value))
            if dollars > MOST_DOLLARS:
                raise Rejected(f"{point.metric} must be at most {MOST_DOLLARS:,} dollars")
            found.dollars = (found.dollars or Decimal(0)) + dollars
            return
        unit = UNITS.get(str(point.attributes.get("type")))
        if unit is None:
            raise Rejected(f"{point.metric} needs a type: {', '.join(UNITS)}")
        found.tokens[unit] = found.tokens.get(unit, 0) + round(value)

    def _grown(self, point: Point, since: datetime) -> tuple[datetime, float]:
        """Since when and by how much a cumulative series grew; a new start counts from zero."""
        digest = digest_of(point)
        known = self._series.get(digest)
        if known is None or known.begin_ns != point.begin_ns:
            self._series[digest] = MetricSeries(
                pk=known.pk if known else None,
                owner=self._owner,
                digest=digest,
                begin_ns=point.begin_ns,
                at_ns=point.at_ns,
                value=point.value,
            )
            return since, point.value
        if point.at_ns <= known.at_ns:
            return since, 0
        begin = moment(known.at_ns, name="startTimeUnixNano", now=self._now)
        growth = point.value - known.value
        known.at_ns, known.value = min(point.at_ns, MOST_NS), point.value
        return begin, growth

    def facts(self) -> list[Fact]:
        return [
            _fact(stretch, found)
            for stretch, found in self._sums.items()
            if found.tokens or found.dollars
        ]

    def write(self) -> None:
        """Remember how far the series have come."""
        MetricSeries.objects.bulk_create(
            [series for series in self._series.values() if series.pk is None]
        )
        known = [series for series in self._series.values() if series.pk is not None]
        MetricSeries.objects.bulk_update(known, ["begin_ns", "at_ns", "value"])


def digest_of(point: Point) -> str:
    """Which series POINT belongs to."""
    told = [point.metric, point.source.service, point.source.scope, point.attributes]
    told.append(point.source.resource)
    content = orjson.dumps(told, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return hashlib.sha256(content).hexdigest()


def _fact(stretch: Stretch, found: Sum) -> Fact:
    point = found.point
    emitter = emitter_of(point.source, point.attributes)
    return Fact(
        provider=reading.provider_of(emitter.provider, stretch.model),
        request_id="",
        message_id="",
        at=stretch.at,
        model=stretch.model,
        input_tokens=found.tokens.get("input_tokens", 0),
        cache_read_tokens=found.tokens.get("cache_read_tokens", 0),
        cache_write_5m_tokens=found.tokens.get("cache_write_5m_tokens", 0),
        cache_write_1h_tokens=0,
        output_tokens=found.tokens.get("output_tokens", 0),
        reasoning_tokens=0,
        speed="fast" if point.attributes.get("speed") == "fast" else "",
        is_sidechain=False,
        provided_pico=None if found.dollars is None else pico_of(found.dollars),
        session=stretch.session,
        project=reading.about(point.source, point.attributes, "project", most=400),
        branch=reading.branch_named(point.source, point.attributes),
        flags="",
        path="",
        offset=0,
        road=Road.METRIC.value,
        since=stretch.since,
    )
