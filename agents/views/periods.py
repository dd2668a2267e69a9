"""Which days a page is about, from its address."""

from __future__ import annotations

from dataclasses import dataclass

from agents.usage import reports
from agents.usage.reports import Period
from devcraft.http import Request
from missions import desk

DAYS = {"today": 1, "week": 7, "month": 30, "quarter": 90}
LABELS = {
    "today": "Today",
    "week": "Last 7 days",
    "month": "Last 30 days",
    "quarter": "Last 90 days",
}
DEFAULT = "week"


@dataclass(frozen=True)
class Chosen:
    name: str
    label: str
    period: Period


def chosen(request: Request, *, default: str = DEFAULT) -> Chosen:
    """The period in the address; a bad one means the default."""
    name = request.GET.get("period", "")
    name = name if name in DAYS else default
    rule = desk.rule_of(request.user)
    period = reports.last_days(DAYS[name], today=desk.of(request).today, rule=rule)
    return Chosen(name, LABELS[name], period)
