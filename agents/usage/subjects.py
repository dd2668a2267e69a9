"""What a total is about, as people read it, and where its requests are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import quote, urlencode

from agents.models import TotalKind
from agents.models.usage import PICO
from agents.usage import reports
from agents.usage.facts import OWN
from agents.usage.reports import Spend
from devcraft.models import User
from missions.models import Mission


@dataclass(frozen=True)
class Ranked:
    """One row of a ranking. `query` narrows the list of requests to it."""

    subject: str
    label: str
    mission: Mission | None
    spend: Spend
    query: str
    points_per_dollar: Decimal | None = None


NAMES = {TotalKind.AGENT: "source", TotalKind.ACTOR: "agent"}
"""Filters of requests that are called otherwise than the kind of their total."""


def ranked(user: User, kind: TotalKind, found: Iterable[tuple[str, Spend]]) -> list[Ranked]:
    rows = list(found)
    missions: dict[str, Mission] = {}
    if kind == TotalKind.MISSION:
        wanted = [subject for subject, _ in rows if subject]
        visible = Mission.objects.visible_to(user).filter(pk__in=wanted)
        missions = {str(mission.pk): mission for mission in visible}
    return [
        Ranked(
            subject,
            label_of(kind, subject, missions),
            missions.get(subject),
            spend,
            query_of(kind, subject),
        )
        for subject, spend in rows
    ]


def valued(user: User, rows: list[Ranked]) -> list[Ranked]:
    """ROWS of missions with what their points are worth, by what they cost in all time."""
    scored = [row for row in rows if row.mission and row.mission.score is not None]
    whole = reports.of_subjects(user, TotalKind.MISSION, [row.subject for row in scored])
    return [
        replace(row, points_per_dollar=points_per_dollar(row.mission, whole.get(row.subject)))
        for row in rows
    ]


def points_per_dollar(mission: Mission | None, spend: Spend | None) -> Decimal | None:
    """None without points, and where the cost is nothing or not wholly known."""
    if mission is None or mission.score is None or spend is None:
        return None
    if not spend.cost_pico or spend.unpriced:
        return None
    return mission.score * PICO / spend.cost_pico


def label_of(kind: TotalKind, subject: str, missions: dict[str, Mission]) -> str:
    if kind == TotalKind.MISSION:
        mission = missions.get(subject)
        return mission.name if mission else "Unassigned"
    if kind == TotalKind.BRANCH:
        project, _, branch = subject.partition("\n")
        return f"{branch} · {project}" if subject else "No branch"
    if kind == TotalKind.ACTOR:
        return subject.removeprefix(f"{OWN}/") or "Nobody named"
    return subject or f"No {NAMES.get(kind, kind.value)}"


def query_of(kind: TotalKind, subject: str) -> str:
    """What narrows the list of requests to SUBJECT."""
    named = {NAMES.get(kind, kind.value): subject}
    if kind == TotalKind.BRANCH and subject:
        project, _, branch = subject.partition("\n")
        named = {"project": project, "branch": branch}
    return urlencode(named, quote_via=quote, safe="")
