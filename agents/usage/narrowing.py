"""What an address narrows requests to: filters by name, their sum, and what is refused."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from agents.models import LinkRank, TotalKind, UsageEvent
from agents.usage import reports
from agents.usage.blocks import LENGTH
from agents.usage.facts import OWN, slot_of
from agents.usage.reports import NAMES, Spend
from agents.usage.spans import Period, instant_of
from agents.usage.tally import UNASSIGNED, branch_subject
from devcraft.forms import whole_number
from devcraft.models import User

MOST_SUMMED = 10_000
"""Requests that are added up one by one; where totals are stored there is no limit."""
LONGEST = 400
TEXTS = ("project", "model", "session", "branch", "provider", "source", "agent")
COLUMNS = {"source": "seen_via"}
"""What the ledger calls a filter that it knows by another name."""
SHARES: dict[str, dict[str, Any]] = {
    "assigned": {"rank__gt": LinkRank.ASSUMED},
    "assumed": {"rank": LinkRank.ASSUMED},
    "unassigned": {"rank": LinkRank.NONE},
}
KINDS = {
    "project": TotalKind.PROJECT,
    "model": TotalKind.MODEL,
    "session": TotalKind.SESSION,
    "mission": TotalKind.MISSION,
    "share": TotalKind.LINK,
    "provider": TotalKind.PROVIDER,
    "source": TotalKind.AGENT,
    "agent": TotalKind.ACTOR,
}
NAMED = (*TEXTS, "mission", "share", "cost", "run", "block")
HOUR = re.compile(r"\d{4}-\d\d-\d\dT\d\d")
FIRST_YEAR, LAST_YEAR = 1970, 2999
NOTHING: dict[str, Any] = {"pk__in": []}
FIGURES = {
    "sum_requests": Count("id"),
    **{f"sum_{name}": Sum(name) for name in NAMES if name.endswith("_tokens")},
    "sum_cost_pico": Sum("cost_pico"),
    "sum_unpriced": Count("id", filter=Q(cost_pico=None)),
}


@dataclass
class Narrowing:
    """Filters by name with their values, and one sentence for each that was left out."""

    values: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    @property
    def conditions(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            COLUMNS.get(name, name): self.values[name]
            for name in TEXTS
            if name in self.values and name != "agent"
        }
        if "mission" in self.values:
            found["mission"] = int(self.values["mission"]) if self.values["mission"] else None
        if "share" in self.values:
            found |= SHARES[self.values["share"]]
        if "cost" in self.values:
            found["cost_pico"] = None
        if "run" in self.values:
            found["run"] = uuid.UUID(self.values["run"])
        if "block" in self.values:
            begin = instant_of(f"{self.values['block']}:00")
            found |= {"slot__gte": slot_of(begin), "slot__lt": slot_of(begin + LENGTH)}
        if "agent" in self.values:
            found |= _made_by(self.values["agent"], found)
        return found

    @property
    def total(self) -> tuple[TotalKind, str] | None:
        """The stored totals that hold the sum of just these requests, if there are any."""
        named = set(self.values)
        if not named:
            return TotalKind.ALL, ""
        if named == {"mission", "share"} and self.values["share"] == "assumed":
            return TotalKind.ASSUMED, self.values["mission"]
        if named == {"project", "branch"} and self.values["branch"]:
            return TotalKind.BRANCH, branch_subject(self.values["project"], self.values["branch"])
        if named == {"branch"} and not self.values["branch"]:
            return TotalKind.BRANCH, ""
        if len(named) == 1 and named <= KINDS.keys():
            name = named.pop()
            return KINDS[name], self.values[name] or UNASSIGNED
        return None


def _made_by(agent: str, others: Mapping[str, Any]) -> dict[str, Any]:
    """What the requests of AGENT share; nothing is both that and in another project."""
    kind, slash, slug = agent.partition("/")
    if kind != OWN or not slash:
        return {"seen_via": agent} if others.get("seen_via", agent) == agent else NOTHING
    wanted = {"seen_via": OWN, "project": slug}
    agrees = all(others.get(name, value) == value for name, value in wanted.items())
    return wanted if agrees else NOTHING


def read(typed: Mapping[str, str]) -> Narrowing:
    """The filters that TYPED names; a value that makes no sense is left out and said."""
    found = Narrowing()
    for name in NAMED:
        if name not in typed:
            continue
        value = typed[name]
        problem = _problem(name, value)
        if problem:
            found.refused.append(f"{problem}; it was left out.")
        elif value or name in TEXTS or name == "mission":
            found.values[name] = str(int(value)) if name == "mission" and value else value
    return found


def _problem(name: str, value: str) -> str:
    said = f"not “{shown(value)}”"
    if name in TEXTS and ("\x00" in value or len(value) > LONGEST):
        return f"{name.capitalize()} must be a name of at most {LONGEST} characters, {said}"
    if name == "mission" and value and not whole_number(value):
        return f"Mission must be the number of a mission, {said}"
    if name == "share" and value and value not in SHARES:
        return f"Share must be assigned, assumed or unassigned, {said}"
    if name == "block" and value and not _is_hour(value):
        return f"Block must be the UTC hour that it began in, such as 2026-03-28T14, {said}"
    if name == "run" and value and not _is_uuid(value):
        return f"Run must be the id of a run, {said}"
    if name == "cost" and value not in ("", "unknown"):
        return f"Cost must be unknown, {said}"
    return ""


def _is_hour(text: str) -> bool:
    if not HOUR.fullmatch(text):
        return False
    try:
        begin = instant_of(f"{text}:00")
    except ValueError:
        return False
    return FIRST_YEAR <= begin.year <= LAST_YEAR


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def shown(text: str) -> str:
    """TEXT as a sentence may repeat it."""
    text = text.replace("\x00", "␀")
    return text if len(text) <= 40 else f"{text[:39]}…"


def requests(user: User, period: Period, narrowed: Narrowing) -> QuerySet[UsageEvent]:
    """The requests of PERIOD that meet the filters."""
    return UsageEvent.objects.visible_to(user).filter(
        at__gte=period.begins_at, at__lt=period.ends_at, **narrowed.conditions
    )


def sum_of(user: User, period: Period, narrowed: Narrowing) -> tuple[Spend, bool]:
    """What these requests came to, and whether older ones of them are not in the sum."""
    if narrowed.total:
        kind, subject = narrowed.total
        return reports.spend(user, period, kind, subject), False
    newest = requests(user, period, narrowed).order_by("-at", "-id")[:MOST_SUMMED]
    row = newest.aggregate(**FIGURES)
    return reports.spend_of(row), row["sum_requests"] == MOST_SUMMED
