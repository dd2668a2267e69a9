"""Which tools fail how often: calls that agents here journaled, and those that others told of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from agents.models import CallState, Run, RunStatus, RunStep, StepKind, ToolCall
from agents.usage.spans import Period
from devcraft.models import User

MOST_RUNS = 5_000
MOST = 100
LOST = CallState.UNKNOWN
BROKEN = Q(status=RunStatus.FAILED) | ~Q(error="")


@dataclass(frozen=True)
class Tool:
    """How often NAME was called, failed, and ended nobody knows how; `last` is its last failure."""

    name: str
    calls: int
    failed: int
    unknown: int
    last: datetime | None

    @property
    def share(self) -> float:
        return (self.failed + self.unknown) / self.calls if self.calls else 0.0

    def __add__(self, other: Tool) -> Tool:
        moments = [moment for moment in (self.last, other.last) if moment]
        return Tool(
            self.name,
            self.calls + other.calls,
            self.failed + other.failed,
            self.unknown + other.unknown,
            max(moments, default=None),
        )


@dataclass(frozen=True)
class Tools:
    """The MOST that fail most often first; `is_partial` when only the newest runs were read."""

    rows: list[Tool]
    is_partial: bool


def of(user: User, period: Period) -> Tools:
    """The tools that were called in the newest MOST_RUNS runs of PERIOD."""
    runs = Run.objects.visible_to(user).filter(
        started_at__gte=period.begins_at, started_at__lt=period.ends_at
    )
    newest = list(runs.order_by("-started_at", "-pk").values_list("pk", flat=True)[:MOST_RUNS])
    found: dict[str, Tool] = {}
    for tool in (*_called(newest), *_told(newest)):
        found[tool.name] = found[tool.name] + tool if tool.name in found else tool
    rows = sorted(found.values(), key=lambda tool: (-tool.failed - tool.unknown, tool.name))
    return Tools(rows[:MOST], len(newest) == MOST_RUNS)


def _called(runs: list[Any]) -> Iterable[Tool]:
    failed, lost = Q(state=CallState.FAILED), Q(state=LOST)
    rows = (
        ToolCall.objects.filter(run__in=runs)
        .order_by()
        .values_list("tool_name")
        .annotate(
            calls=Count("pk"),
            failed=Count("pk", filter=failed),
            unknown=Count("pk", filter=lost),
            last=Max("ended_at", filter=failed | lost),
        )
    )
    return (Tool(*row) for row in rows)


def _told(runs: list[Any]) -> Iterable[Tool]:
    rows = (
        RunStep.objects.filter(run__in=runs, kind=StepKind.TOOL)
        .order_by()
        .annotate(called=Coalesce(KeyTextTransform("tool", "payload"), "name"))
        .values_list("called")
        .annotate(
            calls=Count("pk"),
            failed=Count("pk", filter=BROKEN),
            last=Max("started_at", filter=BROKEN),
        )
    )
    return (Tool(name or "", calls, failed, 0, last) for name, calls, failed, last in rows)
