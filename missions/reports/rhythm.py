"""Breaks, switches and forgotten clocks of a period, summed by the database.

Reads the entries that began in the period, each by the zone it was lived in, and never more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    Expression,
    F,
    Func,
    Q,
    QuerySet,
    Sum,
    Window,
)
from django.db.models.functions import Coalesce, Lag

from devcraft.models import User
from missions.days import DayRule
from missions.models import CloseReason, TimeEntry
from missions.models.time import SUSPECT_SECONDS
from missions.reports.periods import ONE_DAY, Period

LONGEST_PAUSE = 4 * 3600
"""A pause that lasted longer was an end of work."""


class Epoch(Func):
    """An instant as whole seconds since 1970."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        days = "CAST(ROUND(86400.0 * julianday(%(expressions)s)) AS INTEGER)"
        return self.as_sql(compiler, connection, template=days, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        seconds = "EXTRACT(EPOCH FROM %(expressions)s)::bigint"
        return self.as_sql(compiler, connection, template=seconds, **context)


LENGTH = Epoch(F("ended_at")) - Epoch(F("started_at"))


@dataclass(frozen=True)
class Rhythm:
    """Closed entries of a period: how many, how long, and how they were interrupted."""

    entries: int = 0
    seconds: int = 0
    switches: int = 0
    pauses: int = 0
    paused_seconds: int = 0
    suspects: int = 0
    suspect_seconds: int = 0

    @property
    def paused_share(self) -> float:
        """Pauses as a share of work and pauses together."""
        whole = self.seconds + self.paused_seconds
        return self.paused_seconds / whole if whole else 0.0

    @property
    def suspect_share(self) -> float:
        return self.suspect_seconds / self.seconds if self.seconds else 0.0


def begun_in(user: User, period: Period) -> tuple[QuerySet[TimeEntry], list[DayRule]]:
    """Counted timed entries whose start lies on a day of PERIOD, and the zones of these days."""
    spread = _between(
        DayRule("UTC").start_of(period.first) - ONE_DAY,
        DayRule("UTC").start_of(period.last) + 2 * ONE_DAY,
    )
    near = TimeEntry.objects.counted().filter(spread, owner=user)
    used = near.order_by().values_list("zone", "day_start_hour").distinct()
    rules = [DayRule(zone, hour) for zone, hour in sorted(used)]
    inside = Q(pk__in=[])
    for rule in rules:
        own = Q(zone=rule.zone, day_start_hour=rule.start_hour)
        inside |= own & _between(rule.start_of(period.first), rule.end_of(period.last))
    return near.filter(inside), rules


def _between(begin: datetime, end: datetime) -> Q:
    return Q(started_at__gte=begin, started_at__lt=end)


def rhythm_of(entries: QuerySet[TimeEntry]) -> Rhythm:
    """What ENTRIES, a query, come to; the one whose clock runs is not in it."""
    gap = Epoch(F("started_at")) - _before(Epoch(F("ended_at")))
    was_paused = Q(reason_before=CloseReason.PAUSE, gap__gt=0, gap__lte=LONGEST_PAUSE)
    is_suspect = Q(length__gte=SUSPECT_SECONDS)
    closed = entries.filter(ended_at__isnull=False).annotate(
        length=LENGTH, gap=gap, reason_before=_before(F("close_reason"))
    )
    return Rhythm(
        **closed.aggregate(
            entries=Count("pk"),
            seconds=_sum("length"),
            switches=Count("pk", filter=Q(close_reason=CloseReason.SWITCH)),
            pauses=Count("pk", filter=was_paused),
            paused_seconds=_sum("gap", was_paused),
            suspects=Count("pk", filter=is_suspect),
            suspect_seconds=_sum("length", is_suspect),
        )
    )


def _before(value: Expression | F) -> Window:
    """VALUE of the entry before, within the same stretch of a mission."""
    stretch = [F("mission"), F("stretch")]
    return Window(Lag(value), partition_by=stretch, order_by=["started_at", "id"])


def _sum(name: str, where: Q | None = None) -> Coalesce:
    return Coalesce(Sum(name, filter=where), 0, output_field=BigIntegerField())


def zones(rules: Iterable[DayRule], usual: DayRule) -> str:
    """The zones that days were lived in, or the USUAL one; with the hour that days start at."""
    said = sorted({_zone(rule) for rule in rules} or {_zone(usual)})
    return " and ".join(said)


def _zone(rule: DayRule) -> str:
    starts = f", days from {rule.start_hour}:00" if rule.start_hour else ""
    return f"{rule.zone}{starts}"
