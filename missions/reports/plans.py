"""What was planned beside what it took: time boxes, and estimates by execution mode."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from django.db.models import F, Q, QuerySet

from devcraft.models import User
from missions.models import DayTotal, ExecutionMode, Horizon, Mission, Status
from missions.reports.periods import Period
from missions.reports.sums import Working

NEWEST = 1_000
"""Of so many done missions, those with a time box count."""
ENOUGH = 5
"""Below so many a median says nothing, so nothing is suggested."""
MOST_ROWS = 50
MODES = {
    ExecutionMode.CRISPR.value: "crispr",
    ExecutionMode.BUILDER.value: "builder",
    ExecutionMode.UNSET.value: "no mode",
}
COLUMNS = ("pk", "name", "status", "execution_mode", "target_seconds", "actual_seconds")


@dataclass(frozen=True)
class Boxed:
    """A mission with a time box: planned and actual seconds."""

    pk: int
    name: str
    status: str
    mode: str
    planned: int
    actual: int

    @property
    def factor(self) -> float:
        return self.actual / self.planned

    @property
    def over(self) -> int:
        """Seconds beyond the plan; below zero while within."""
        return self.actual - self.planned

    @property
    def mode_name(self) -> str:
        return MODES[self.mode]


@dataclass(frozen=True)
class Estimate:
    """Finished missions of one execution mode."""

    mode: str
    count: int
    planned: int
    actual: int
    factor: float | None

    @property
    def suggested(self) -> float | None:
        """What to multiply a plan with, once there is ENOUGH to say so."""
        return self.factor if self.count >= ENOUGH else None

    @property
    def an_hour(self) -> int | None:
        """Seconds to plan for what feels like an hour."""
        return None if self.suggested is None else round(3600 * self.suggested)


def worked_on(user: User, period: Period, working: Working | None) -> list[Boxed]:
    """Missions with a time box and time in PERIOD, the newest first; what runs until now."""
    stored = DayTotal.objects.filter(owner=user, day__gte=period.first, day__lte=period.last)
    has_time = Q(pk__in=stored.values("mission"))
    if working and not working.days.keys().isdisjoint(period.days):
        has_time |= Q(pk=working.mission_id)
    found = _read(_boxed(Mission.objects.filter(has_time)).order_by("-pk")[:MOST_ROWS])
    return [_until_now(mission, working) for mission in found]


def _until_now(mission: Boxed, working: Working | None) -> Boxed:
    if working is None or working.mission_id != mission.pk:
        return mission
    return replace(mission, actual=mission.actual + sum(working.days.values()))


def finished(user: User) -> list[Boxed]:
    """Those of the NEWEST done missions that had a time box, the last done first."""
    done = Mission.objects.kept().filter(owner=user, status=Status.DONE)
    newest = done.order_by(F("ended_at").desc(), F("id").desc()).values("pk")[:NEWEST]
    found = _boxed(Mission.objects.filter(pk__in=newest, actual_seconds__gt=0))
    return _read(found.order_by("-ended_at", "-pk"))


def _boxed(missions: QuerySet[Mission]) -> QuerySet[Mission]:
    return missions.filter(horizon=Horizon.FIXED, target_seconds__gt=0)


def _read(missions: QuerySet[Mission]) -> list[Boxed]:
    return [Boxed(*row) for row in missions.values_list(*COLUMNS)]


def estimates(missions: Iterable[Boxed]) -> list[Estimate]:
    """How plans held, by execution mode; every mode has its line."""
    by_mode: dict[str, list[Boxed]] = {mode: [] for mode in MODES}
    for mission in missions:
        by_mode[mission.mode].append(mission)
    return [estimate(MODES[mode], found) for mode, found in by_mode.items()]


def estimate(mode: str, missions: Sequence[Boxed]) -> Estimate:
    return Estimate(
        mode,
        len(missions),
        sum(mission.planned for mission in missions),
        sum(mission.actual for mission in missions),
        median(mission.factor for mission in missions) if missions else None,
    )
