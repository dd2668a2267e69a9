"""What a total is about, as people read it, and where its requests are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agents.models import TotalKind
from agents.usage.reports import Spend
from devcraft.models import User
from missions.models import Mission


@dataclass(frozen=True)
class Ranked:
    """One row of a ranking. `subject` narrows the list of requests to it."""

    subject: str
    label: str
    mission: Mission | None
    spend: Spend


def ranked(user: User, kind: TotalKind, found: Iterable[tuple[str, Spend]]) -> list[Ranked]:
    rows = list(found)
    missions: dict[str, Mission] = {}
    if kind == TotalKind.MISSION:
        wanted = [subject for subject, _ in rows if subject]
        visible = Mission.objects.visible_to(user).filter(pk__in=wanted)
        missions = {str(mission.pk): mission for mission in visible}
    return [
        Ranked(subject, label_of(kind, subject, missions), missions.get(subject), spend)
        for subject, spend in rows
    ]


def label_of(kind: TotalKind, subject: str, missions: dict[str, Mission]) -> str:
    if kind == TotalKind.MISSION:
        mission = missions.get(subject)
        return mission.name if mission else "Unassigned"
    return subject or f"No {kind.label.lower()}"
