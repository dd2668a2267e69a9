"""Days, weeks and months by the names that addresses give them. Weeks are ISO 8601's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1970, 2999
WEEK_START = "Monday"
ONE_DAY = timedelta(days=1)
SHAPES = {
    "day": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "week": re.compile(r"([0-9]{4})-W([0-9]{2})"),
    "month": re.compile(r"([0-9]{4})-([0-9]{2})"),
}
RULES = {
    "day": "Day must be a date such as 2026-11-18",
    "week": "Week must be a week that the year has, such as 2026-W47",
    "month": "Month must be a month such as 2026-11",
}
MOST_SHOWN = 40


@dataclass(frozen=True)
class Period:
    """The local days FIRST to LAST; `kind` is day, week or month, `name` how an address says it."""

    kind: str
    name: str
    label: str
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [
            self.first + offset * ONE_DAY for offset in range((self.last - self.first).days + 1)
        ]

    @property
    def earlier(self) -> Period | None:
        return around(self.kind, self.first - ONE_DAY)

    @property
    def later(self) -> Period | None:
        return around(self.kind, self.last + ONE_DAY)


def around(kind: str, day: date) -> Period | None:
    """The period of KIND that DAY lies in; None beyond the years that addresses reach."""
    found = MAKERS[kind](day)
    year = int(found.name[:4])
    return found if FIRST_YEAR <= year <= LAST_YEAR else None


def named(kind: str, name: str) -> Period | None:
    """The period of KIND that is called NAME; None when there is none."""
    match = SHAPES[kind].fullmatch(name)
    if match is None or not FIRST_YEAR <= int(name[:4]) <= LAST_YEAR:
        return None
    try:
        if kind == "week":
            return around(kind, date.fromisocalendar(int(match[1]), int(match[2]), 1))
        return around(kind, date.fromisoformat(name if kind == "day" else f"{name}-01"))
    except ValueError:
        return None


def asked(
    query: Mapping[str, str], *, today: date, default: str, kinds: Iterable[str] = SHAPES
) -> tuple[Period, str]:
    """The period of KINDS that an address asks for, and a sentence when that makes no sense."""
    kind = next((kind for kind in kinds if kind in query), "")
    found = named(kind, query[kind]) if kind else None
    if found:
        return found, ""
    usual = MAKERS[kind or default](today)
    if not kind:
        return usual, ""
    return usual, f"{RULES[kind]}, not “{shown(query[kind])}”; {usual.label} is shown."


def shown(text: str) -> str:
    """TEXT of an address, short enough for a sentence."""
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def _day(day: date) -> Period:
    return Period("day", day.isoformat(), f"{day:%A} {spelt(day)}", day, day)


def _week(day: date) -> Period:
    year, week, weekday = day.isocalendar()
    first = day - (weekday - 1) * ONE_DAY
    last = first + 6 * ONE_DAY
    begin = spelt(first)
    for form in ("%B %Y", "%Y"):
        if f"{first:{form}}" == f"{last:{form}}":
            begin = begin.removesuffix(f" {first:{form}}")
    label = f"Week {week}, {begin} to {spelt(last)}"
    return Period("week", f"{year:04}-W{week:02}", label, first, last)


def _month(day: date) -> Period:
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - ONE_DAY
    return Period("month", f"{first:%Y-%m}", f"{first:%B %Y}", first, last)


def spelt(day: date) -> str:
    """18 November 2026"""
    return f"{day.day} {day:%B %Y}"


MAKERS: dict[str, Callable[[date], Period]] = {"day": _day, "week": _week, "month": _month}
