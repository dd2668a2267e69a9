"""The periods that reports offer, by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from agents.usage import reports
from agents.usage.reports import Period
from missions.days import DayRule

DAYS = {"today": 1, "week": 7, "month": 30, "quarter": 90}
LABELS = {
    "today": "Today",
    "week": "Last 7 days",
    "month": "Last 30 days",
    "quarter": "Last 90 days",
}


@dataclass(frozen=True)
class Chosen:
    name: str
    label: str
    period: Period


def named(name: str, *, default: str, today: date, rule: DayRule) -> Chosen:
    """The period NAME; a bad one means DEFAULT."""
    name = name if name in DAYS else default
    return Chosen(name, LABELS[name], reports.last_days(DAYS[name], today=today, rule=rule))
