"""XP for building: the amounts stand in AppConfig, every award is paid once."""

from __future__ import annotations

from datetime import datetime

from devcraft.models import User
from missions import acts, awards, ledger
from missions.days import DayRule
from missions.models import AppConfig, XpEntry
from worlds.models import Visibility, World

MILESTONES = ((1, "FIRST_OBJECT_IN_WORLD"), (10, "WORLD_10_OBJECTS"), (50, "WORLD_50_OBJECTS"))


def for_creating(world: World, *, now: datetime) -> None:
    _pay(world.owner, "FIRST_WORLD_CREATED", "world:first", now)


def for_building(world: World, builder: User, *, now: datetime) -> None:
    """What the world's size earned its owner, and building at somebody else's the builder."""
    due = [
        (world.owner, action, f"world:{world.pk}:objects:{count}")
        for count, action in MILESTONES
        if world.object_count >= count
    ]
    if builder.pk != world.owner_id:
        due.append((builder, "CO_BUILD", f"world:{world.pk}:built"))
    _pay_each(due, now)


def for_sharing(world: World, *, now: datetime) -> None:
    if world.visibility in (Visibility.PUBLIC, Visibility.PUBLIC_EDIT):
        _pay(world.owner, "SET_WORLD_PUBLIC", f"world:{world.pk}:public", now)


def for_visiting(world: World, visitor: User, *, now: datetime) -> None:
    """Once per world and visitor, to both."""
    to_visitor = (visitor, "VISIT_OTHER_WORLD", f"world:{world.pk}:visit")
    to_owner = (world.owner, "WORLD_VISITED", f"world:{world.pk}:visited:{visitor.pk}")
    _pay_each([to_visitor, to_owner], now)


def _pay_each(due: list[tuple[User, str, str]], now: datetime) -> None:
    """Pay in one order of people, so that two who visit each other never wait in a ring."""
    for user, action, key in sorted(due, key=lambda one: one[0].pk):
        _pay(user, action, key, now)


def _pay(user: User, action: str, key: str, now: datetime) -> None:
    if XpEntry.objects.filter(owner=user, key=key).exists():
        return
    acts.lock(user)
    if XpEntry.objects.filter(owner=user, key=key).exists():
        return
    day = DayRule(user.zone, user.day_start_hour).day_of(now)
    ledger.award(owner=user, key=key, action=action, amount=_table()[action], now=now, day=day)


def _table() -> dict[str, int]:
    row = AppConfig.objects.filter(key=awards.CONFIG_KEY).first()
    try:
        return awards.parse(row.value) if row else awards.DEFAULTS
    except awards.BadAwardTable:
        return awards.DEFAULTS
