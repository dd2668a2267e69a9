"""Who may approve what: groups of accounts, and the moment two people can look."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import Group
from django.db.models import Q

from devcraft.models import Person, User
from runtime_memory import chain, moments
from runtime_memory.groups import GROUPS
from runtime_memory.models import FourEyes

ACTIVE = Q(
    accounts__is_active=True,
    accounts__is_staff=True,
    accounts__groups__name__in=list(GROUPS.values()),
)
"""Of persons: those with an account that may approve anything."""


def active_people() -> int:
    """Persons, not accounts, who may approve anything."""
    return Person.objects.filter(ACTIVE).distinct().count()


def is_armed() -> bool:
    return FourEyes.objects.exists()


def arm_if_due(*, now: datetime) -> bool:
    """Whether four eyes is armed, which it becomes for good once two people may approve."""
    if is_armed():
        return True
    people = active_people()
    if people < 2:
        return False
    chain.lock()
    if not is_armed():
        row = FourEyes.objects.create(armed_at=moments.cut(now), people=people)
        chain.record(kind="four_eyes.armed", subject=row, now=now)
    return True


def make_groups() -> None:
    for name in GROUPS.values():
        Group.objects.get_or_create(name=name)


def appoint_the_only_one() -> None:
    """Give all groups to the one administrator of a desk where nobody holds any."""
    groups = Group.objects.filter(name__in=list(GROUPS.values()))
    administrators = User.objects.filter(is_active=True, is_superuser=True)
    if User.objects.filter(groups__in=groups).exists() or administrators.count() != 1:
        return
    administrators.get().groups.add(*groups)
