"""Signs of work: written thinly and once, taken back with what they stood for, and read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from devcraft.models import User
from missions.models import Mission, WorkSign

LENGTH = timedelta(minutes=5)
"""One sign stands for this long, however much was done in it."""
CHUNK = 500
TOOLS = {"claude-code": "Claude Code", "codex": "Codex"}
"""Foreign tools that give signs, by the names that people know."""


class Sign(NamedTuple):
    """Somebody's work for a mission in one stretch of LENGTH, as a row keeps it."""

    mission_id: int
    source: str
    at: datetime


def moment(at: datetime) -> datetime:
    """The beginning of the five minutes that AT lies in, UTC."""
    utc = at.astimezone(UTC)
    return utc.replace(minute=utc.minute - utc.minute % 5, second=0, microsecond=0)


def give(owner: User, signs: Collection[Sign]) -> None:
    """Write SIGNS of OWNER; those that are there already change nothing."""
    made = [WorkSign(owner=owner, **sign._asdict()) for sign in sorted(set(signs))]
    WorkSign.objects.bulk_create(made, ignore_conflicts=True, batch_size=CHUNK)


def withdraw(owner: User, signs: Collection[Sign]) -> None:
    """Take SIGNS of OWNER back, for what they stood for belongs elsewhere."""
    groups: dict[tuple[int, str], list[datetime]] = {}
    for sign in signs:
        groups.setdefault((sign.mission_id, sign.source), []).append(sign.at)
    for (mission_id, source), moments in groups.items():
        for start in range(0, len(moments), CHUNK):
            WorkSign.objects.filter(
                owner=owner,
                mission_id=mission_id,
                source=source,
                at__in=moments[start : start + CHUNK],
            ).delete()


def last(owner: User, mission: Mission, *, since: datetime) -> WorkSign | None:
    """The newest sign of work on MISSION that began after SINCE."""
    found = WorkSign.objects.filter(owner=owner, mission=mission, at__gte=moment(since))
    return found.order_by("-at", "-source").first()


@dataclass(frozen=True)
class Stretch:
    """Signs of one source without a gap longer than one of them."""

    source: str
    begins_at: datetime
    ends_at: datetime


def stretches(signs: Iterable[WorkSign]) -> list[Stretch]:
    """SIGNS, in any order, as stretches, the newest first."""
    found: dict[str, list[Stretch]] = {}
    for sign in sorted(signs, key=lambda one: one.at):
        mine = found.setdefault(sign.source, [])
        ends_at = sign.at + LENGTH
        if mine and sign.at - mine[-1].ends_at <= LENGTH:
            mine[-1] = Stretch(sign.source, mine[-1].begins_at, ends_at)
        else:
            mine.append(Stretch(sign.source, sign.at, ends_at))
    every = [stretch for mine in found.values() for stretch in mine]
    return sorted(every, key=lambda one: (one.begins_at, one.source), reverse=True)
