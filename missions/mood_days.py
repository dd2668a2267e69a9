"""Moods of days beside what the days came to: medians and counts, and no cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from devcraft import charts
from devcraft.models import User
from devcraft.templatetags.devcraft import hours_minutes
from missions import moods
from missions.models import Journal, LocalDay

LOOKED_BACK = 365


@dataclass(frozen=True)
class MoodRow:
    """The days of one step of the scale; medians are None without a day."""

    word: str
    days: int
    score: float | None
    seconds: int | None


@dataclass(frozen=True)
class MoodDays:
    """One mood for each day: the last that was written about it in words of the scale."""

    rows: list[MoodRow]
    other: int

    @property
    def days(self) -> int:
        return sum(row.days for row in self.rows)

    @property
    def is_enough(self) -> bool:
        return self.days >= moods.FEWEST_DAYS

    @property
    def reading(self) -> str:
        counts = ", ".join(f"{row.days} {row.word}" for row in self.rows if row.days)
        return f"{self.days} days in the last year have a mood: {counts}."


def of(user: User, *, today: date) -> MoodDays:
    """The moods of the last year up to TODAY; `other` counts moods in other words."""
    first = today - timedelta(days=LOOKED_BACK - 1)
    written = Journal.objects.visible_to(user).kept().filter(day__gte=first, day__lte=today)
    chosen: dict[date, int] = {}
    other = 0
    for day, mood in (
        written.exclude(mood="").order_by("created_at", "id").values_list("day", "mood")
    ):
        step = moods.step_of(mood)
        if step is None:
            other += 1
        else:
            chosen[day] = step
    return MoodDays(_rows(user, chosen, first, today), other)


def _rows(user: User, chosen: dict[date, int], first: date, last: date) -> list[MoodRow]:
    totals: dict[date, tuple[float, int]] = {}
    if chosen:
        stored = LocalDay.objects.filter(owner=user, day__gte=first, day__lte=last)
        names = ("day", "score", "imported_score", "timed_seconds", "claimed_seconds")
        for day, score, imported, timed, claimed in stored.values_list(*names):
            totals[day] = (float(score + imported), timed + claimed)
    rows = []
    for step, word in enumerate(moods.SCALE, start=1):
        found = [totals.get(day, (0.0, 0)) for day, one in chosen.items() if one == step]
        rows.append(
            MoodRow(
                word,
                len(found),
                median(score for score, _ in found) if found else None,
                int(median(seconds for _, seconds in found)) if found else None,
            )
        )
    return rows


def chart(found: MoodDays, *, width: int = 720) -> charts.BarChart:
    """Median hours of focus by mood."""
    readings = [
        charts.Reading(
            label=f"{row.word} ({row.days})",
            solid=(row.seconds or 0) / 3600,
            hatched=0,
            value="–" if row.seconds is None else hours_minutes(row.seconds),
        )
        for row in found.rows
    ]
    return charts.bars(readings, width=width, unit=" h")
