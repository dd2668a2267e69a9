"""A person's word on what belongs to a mission: saying it, and taking it back.

What moved is counted by mission: a request whose mission stays is not moved, whatever
the reason for it is called now.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from agents.models import MissionLink, UsageEvent
from agents.usage import linking
from agents.usage.budgets import watching
from devcraft.models import User
from missions.models import Mission


class WordRefused(Exception):
    """A word has changed since; the message says so to the person."""


@dataclass(frozen=True)
class Said:
    link: MissionLink
    moved: int


@transaction.atomic
def say(*, owner: User, subject: str, name: str, mission: Mission, now: datetime) -> Said:
    """Assign NAME to MISSION; how many requests have another mission than before."""
    linking.lock(owner)
    before = _by_mission(owner, subject, name)
    linking.link(owner=owner, subject=subject, name=name, mission=mission, now=now)
    watching.look(owner, now=now)
    link = MissionLink.objects.get(owner=owner, subject=subject, name=name, ended_at=None)
    return Said(link, _moved(before, _by_mission(owner, subject, name)))


@transaction.atomic
def take_back(link: MissionLink, *, now: datetime) -> int:
    """Let the weaker rules decide again; returns how many requests moved."""
    linking.lock(link.owner)
    before = _by_mission(link.owner, link.subject, link.name)
    linking.unlink(owner=link.owner, subject=link.subject, name=link.name, now=now)
    watching.look(link.owner, now=now)
    return _moved(before, _by_mission(link.owner, link.subject, link.name))


@transaction.atomic
def undo(link: MissionLink, *, now: datetime) -> int:
    """Put back the word that LINK replaced, or none. Raises WordRefused."""
    linking.lock(link.owner)
    same = MissionLink.objects.filter(owner=link.owner, subject=link.subject, name=link.name)
    if not same.filter(pk=link.pk, ended_at=None).exists():
        raise WordRefused("This assignment has changed since, so it stays as it is.")
    earlier = same.filter(ended_at=link.made_at, pk__lt=link.pk).order_by("-id").first()
    if earlier is None:
        return take_back(link, now=now)
    return _again(earlier, now)


@transaction.atomic
def renew(link: MissionLink, *, now: datetime) -> int:
    """Say again what was taken back. Raises WordRefused."""
    linking.lock(link.owner)
    same = MissionLink.objects.filter(owner=link.owner, subject=link.subject, name=link.name)
    if same.filter(ended_at=None).exists():
        raise WordRefused("This was assigned anew since, so it stays as it is.")
    return _again(link, now)


def _again(link: MissionLink, now: datetime) -> int:
    return say(
        owner=link.owner, subject=link.subject, name=link.name, mission=link.mission, now=now
    ).moved


def _by_mission(owner: User, subject: str, name: str) -> Counter[int | None]:
    found = UsageEvent.objects.counted().filter(**linking.requests_of(owner, subject, name))
    return Counter(dict(found.order_by().values_list("mission").annotate(Count("id"))))


def _moved(before: Counter[int | None], after: Counter[int | None]) -> int:
    """All that moves comes from one mission or goes to one, so differences do not cancel."""
    return (after - before).total()
