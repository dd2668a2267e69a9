"""Aura and streaks: how a person's days add up. Both recompute from stored local days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from devcraft.models import User
from missions.models import LocalDay, XpEntry

HALF_LIFE_DAYS = 14
AURA_WINDOW_DAYS = 98
SHARE_OF_TODAY = 1 - 2 ** (-1 / HALF_LIFE_DAYS)
STREAK_SECONDS = 15 * 60
STREAK_PAGE = 60


def aura(
    scores: Iterable[tuple[date, float]], opening: Iterable[tuple[date, int]], on: date
) -> int:
    """Mean daily score in which a day loses half its weight every 14 days.

    SCORES are (day, points); OPENING are (day, aura brought in by an import), which
    decays at the same rate. Days older than seven half-lives (under 1 %) do not count.
    A person who earns the same every day approaches that number.
    """
    earned = sum(points * SHARE_OF_TODAY * _weight(day, on) for day, points in scores)
    brought = sum(points * _weight(day, on) for day, points in opening)
    return int(earned + brought)


def _weight(day: date, on: date) -> float:
    age = (on - day).days
    return 2 ** (-age / HALF_LIFE_DAYS) if 0 <= age <= AURA_WINDOW_DAYS else 0.0


def aura_of(owner: User, *, on: date) -> int:
    since = on - timedelta(days=AURA_WINDOW_DAYS)
    scores = LocalDay.objects.filter(owner=owner, day__gte=since).values_list("day", "score")
    opening = XpEntry.objects.filter(owner=owner, day__gte=since).exclude(aura=0)
    return aura(
        ((day, float(score)) for day, score in scores),
        opening.values_list("day", "aura"),
        on,
    )


@dataclass(frozen=True)
class Streak:
    """Days in a row, newest first; today counts when it qualifies already."""

    days: tuple[date, ...]
    needs_today: bool

    @property
    def length(self) -> int:
        return len(self.days)


def qualifies(day: LocalDay) -> bool:
    """A day counts with 15 minutes of timed work or one mission done."""
    return day.timed_seconds >= STREAK_SECONDS or day.done_count > 0


def newest_days(owner: User, *, until: date) -> dict[date, LocalDay]:
    """The newest days that OWNER did something on, one page of them."""
    days = LocalDay.objects.filter(owner=owner, day__lte=until).order_by("-day")
    return {row.day: row for row in days[:STREAK_PAGE]}


def streak(owner: User, *, today: date, newest: dict[date, LocalDay] | None = None) -> Streak:
    """The streak that ends today or yesterday, read backwards page by page.

    NEWEST is the first page, where it is at hand.
    """
    found: list[date] = []
    expected, needs_today = today, False
    while True:
        rows = newest or newest_days(owner, until=expected)
        newest = None
        for _ in range(STREAK_PAGE):
            row = rows.get(expected)
            if row is None or not qualifies(row):
                if expected != today:
                    return Streak(tuple(found), needs_today)
                needs_today = True
            else:
                found.append(expected)
            expected -= timedelta(days=1)
