"""Recomputes what is stored beside its source: time columns, day and hour totals, scores, XP."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db.models import Model, Prefetch, QuerySet, Sum

from devcraft.models import User
from missions import levels, scoring, timekeeping
from missions.models import (
    DayTotal,
    EntryKind,
    HourTotal,
    LocalDay,
    Mission,
    Origin,
    Profile,
    ScoreEntry,
    ScoreKind,
    Status,
    TimeEntry,
    XpEntry,
)

BATCH = 500
KINDS = ("timed_seconds", "claimed_seconds")
Row = TypeVar("Row", bound=Model)
DayKey = tuple[int, date]


def time_differences(user: User | None = None) -> Iterator[str]:
    """Sentences that name every stored time that its entries do not give."""
    missions = _of(Mission.objects.all(), user).prefetch_related(
        Prefetch("time_entries", TimeEntry.objects.counted())
    )
    for mission in missions.order_by("id").iterator(BATCH):
        yield from _time_columns(mission)
    yield from _day_totals(user)
    yield from _hour_totals(user)


def _time_columns(mission: Mission) -> Iterator[str]:
    computed = timekeeping.columns_of(mission, mission.time_entries.all())
    fields = ["actual_seconds", "is_paused"]
    has_timed = any(e.kind == EntryKind.TIMED for e in mission.time_entries.all())
    if mission.origin == Origin.NATIVE or has_timed:
        fields += ["started_at", "paused_at", "total_paused_ms"]
    for name in fields:
        stored, wanted = getattr(mission, name), getattr(computed, name)
        yield from _unequal(f"Mission {mission.pk}: {name}", stored, wanted)


def _day_totals(user: User | None) -> Iterator[str]:
    by_mission: Counter[tuple[int, date, str, int]] = Counter()
    by_day: Counter[tuple[int, date, str]] = Counter()
    for entry in _of(TimeEntry.objects.counted(), user).order_by("id").iterator(BATCH):
        for day, kind, seconds in timekeeping.day_pieces(entry):
            by_mission[entry.owner_id, day, kind, entry.mission_id] += seconds
            by_day[entry.owner_id, day, kind] += seconds
    for total in _of(DayTotal.objects.all(), user).order_by("id").iterator(BATCH):
        for kind in KINDS:
            wanted = by_mission.pop((total.owner_id, total.day, kind, total.mission_id), 0)
            yield from _unequal(f"DayTotal {total}: {kind}", getattr(total, kind), wanted)
    for row in _of(LocalDay.objects.all(), user).order_by("id").iterator(BATCH):
        for kind in KINDS:
            wanted = by_day.pop((row.owner_id, row.day, kind), 0)
            yield from _unequal(f"LocalDay {row}: {kind}", getattr(row, kind), wanted)
    for left, seconds in [*by_mission.items(), *by_day.items()]:
        yield from _unequal(f"Row of {left}", 0, seconds)


def _hour_totals(user: User | None) -> Iterator[str]:
    hours: Counter[tuple[int, date, int]] = Counter()
    closed = TimeEntry.objects.counted().filter(started_at__isnull=False, ended_at__isnull=False)
    for entry in _of(closed, user).order_by("id").iterator(BATCH):
        for (day, hour), seconds in timekeeping.hour_pieces(entry).items():
            hours[entry.owner_id, day, hour] += seconds
    for row in _of(HourTotal.objects.all(), user).order_by("id").iterator(BATCH):
        wanted = hours.pop((row.owner_id, row.day, row.hour), 0)
        yield from _unequal(f"HourTotal {row}", row.seconds, wanted)
    for left, seconds in hours.items():
        yield from _unequal(f"Hour of {left}", 0, seconds)


def _unequal(name: str, stored: object, wanted: object) -> Iterator[str]:
    if stored != wanted:
        yield f"{name} is {stored}, its source gives {wanted}."


def score_differences(user: User | None = None) -> Iterator[str]:
    """Sentences that name every stored score, XP or level that the ledgers do not give."""
    yield from _score_lines(user)
    yield from _mission_scores(user)
    yield from _day_scores(user)
    yield from _profiles(user)


def _score_lines(user: User | None) -> Iterator[str]:
    awards = _of(XpEntry.objects.filter(key__startswith="mission:"), user)
    paid = dict(awards.values_list("key", "amount"))
    before: ScoreEntry | None = None
    lines = _of(ScoreEntry.objects.all(), user).order_by("mission_id", "sequence")
    for line in lines.iterator(BATCH):
        is_same = before is not None and before.mission_id == line.mission_id
        was = before.score if before is not None and is_same else Decimal(0)
        name = f"Score line {line.sequence} of mission {line.mission_id}"
        yield from _unequal(f"{name}: score", line.score, _formula(line))
        yield from _unequal(f"{name}: step", line.delta, line.score - was)
        points = scoring.xp(line.score) - scoring.xp(was)
        key = f"mission:{line.mission_id}:{line.sequence}"
        yield from _unequal(f"{name}: XP paid", paid.pop(key, None), points)
        before = line
    for key in paid:
        yield f"XP line {key} has no score line."


def _formula(line: ScoreEntry) -> Decimal:
    if line.kind == ScoreKind.REOPENING:
        return Decimal(0)
    return scoring.Factors(line.seconds, line.valor, line.urgency, line.easiness, line.impact).score


def _mission_scores(user: User | None) -> Iterator[str]:
    missions = _of(Mission.objects.all(), user).prefetch_related("score_entries")
    for mission in missions.order_by("id").iterator(BATCH):
        lines = sorted(mission.score_entries.all(), key=lambda line: line.sequence)
        if not lines and mission.origin == Origin.IMPORTED:
            continue
        last = lines[-1] if lines else None
        wanted = None if last is None or last.kind == ScoreKind.REOPENING else last.score
        yield from _unequal(f"Mission {mission.pk}: score", mission.score, wanted)


def _day_scores(user: User | None) -> Iterator[str]:
    scores: defaultdict[DayKey, Decimal] = defaultdict(Decimal)
    done: Counter[DayKey] = Counter()
    for line in _of(ScoreEntry.objects.all(), user).order_by("id").iterator(BATCH):
        key = (line.owner_id, line.day)
        scores[key] += line.delta
        done[key] += {ScoreKind.COMPLETION: 1, ScoreKind.REOPENING: -1}.get(ScoreKind(line.kind), 0)
    imported = imported_scores(user)
    for row in _of(LocalDay.objects.all(), user).order_by("id").iterator(BATCH):
        key = (row.owner_id, row.day)
        yield from _unequal(f"LocalDay {row}: score", row.score, scores.pop(key, 0))
        yield from _unequal(
            f"LocalDay {row}: imported score", row.imported_score, imported.pop(key, 0)
        )
        yield from _unequal(f"LocalDay {row}: done", row.done_count, done.pop(key, 0))
    for left, score in [*scores.items(), *imported.items()]:
        yield from _unequal(f"Row of {left}", Decimal(0), score)


def imported_scores(user: User | None) -> dict[DayKey, Decimal]:
    """Imported points by the local day that their claimed entry names."""
    sums: defaultdict[DayKey, Decimal] = defaultdict(Decimal)
    rows = (
        _of(TimeEntry.objects.counted().filter(source="import"), user)
        .filter(mission__origin=Origin.IMPORTED, mission__score__isnull=False)
        .filter(mission__status__in=(Status.DONE, Status.ARCHIVED))
        .exclude(mission__in=ScoreEntry.objects.values("mission"))
        .values_list("owner_id", "claimed_on", "mission__score")
    )
    for owner, day, score in rows.iterator(BATCH):
        if day is not None and score is not None:
            sums[owner, day] += score
    return sums


def _profiles(user: User | None) -> Iterator[str]:
    sums = dict(
        _of(XpEntry.objects.all(), user)
        .order_by()
        .values_list("owner")
        .annotate(total=Sum("amount"))
    )
    for profile in _of(Profile.objects.all(), user).order_by("id").iterator(BATCH):
        wanted = sums.get(profile.owner_id, 0)
        yield from _unequal(f"Profile {profile.pk}: XP", profile.total_xp, wanted)
        level = levels.level_of(profile.total_xp)
        yield from _unequal(f"Profile {profile.pk}: level", profile.level, level)


def imported_facts(user: User | None = None) -> Iterator[str]:
    """Imported scores that the formula does not give: facts of the source, not errors."""
    missions = _of(Mission.objects.filter(origin=Origin.IMPORTED), user)
    untouched = missions.filter(score__isnull=False).exclude(
        pk__in=ScoreEntry.objects.values("mission")
    )
    for mission in untouched.order_by("id").iterator(BATCH):
        valor = mission.valor if mission.valor is not None else scoring.DEFAULT_VALOR
        wanted = scoring.score(mission.actual_seconds, valor, mission.exact_priority)
        if mission.score is not None and abs(mission.score - wanted) >= Decimal("0.01"):
            yield (f"Mission {mission.pk}: the source says {mission.score}, the formula {wanted}.")


def _of(rows: QuerySet[Row], user: User | None) -> QuerySet[Row]:
    return rows if user is None else rows.filter(owner=user)
