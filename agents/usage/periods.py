"""The periods that reports offer, by the names that addresses give them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from agents.usage import spans
from agents.usage.spans import Period, Span
from missions.days import DayRule

DAYS = {"today": 1, "week": 7, "month": 30, "quarter": 90}
ALL = "all"
LABELS = {
    "today": "Today",
    "week": "Last 7 days",
    "month": "Last 30 days",
    "quarter": "Last 90 days",
    ALL: "All time",
}
MONTH = re.compile(r"\d{4}-\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FIRST_YEAR, LAST_YEAR = 1970, 2999
RULE = (
    "Period must be today, week, month, quarter, all, a month such as 2026-03"
    " or a day such as 2026-03-28"
)


@dataclass(frozen=True)
class Chosen:
    """A period with its name in addresses."""

    name: str
    label: str
    period: Period


@dataclass(frozen=True)
class Asked:
    """What an address says about days, and what in it is refused, one sentence each."""

    chosen: Chosen
    span: Span | None
    refused: list[str]


def usual(name: str, *, today: date, rule: DayRule) -> Chosen:
    """The days up to today that NAME, one of DAYS, means."""
    return Chosen(name, LABELS[name], spans.last_days(DAYS[name], today=today, rule=rule))


def named(name: str, *, today: date, rule: DayRule, span: Span | None) -> Chosen | None:
    """The period NAME; None when there is none of that name."""
    if name in DAYS:
        return usual(name, today=today, rule=rule)
    if name == ALL:
        known = span or Span(today, today)
        whole = Period(min(known.first, today), max(known.last, today), rule)
        return Chosen(name, LABELS[name], whole)
    if MONTH.fullmatch(name):
        return _spelt(_date(f"{name}-01"), name, "%B %Y", rule)
    if DAY.fullmatch(name):
        return _spelt(_date(name), name, "%A %-d %B %Y", rule)
    return None


def _spelt(first: date | None, name: str, label: str, rule: DayRule) -> Chosen | None:
    """The day FIRST, or the month that begins then when NAME is a month."""
    if first is None:
        return None
    last = _month_end(first) if MONTH.fullmatch(name) else first
    return Chosen(name, f"{first:{label}}", Period(first, last, rule))


def months(span: Span | None) -> dict[str, str]:
    """Names and labels of the months of SPAN, the last first."""
    if span is None:
        return {}
    firsts = reversed(spans.months(span.first, span.last))
    return {f"{first:%Y-%m}": f"{first:%B %Y}" for first in firsts}


def _month_end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
