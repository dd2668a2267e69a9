"""Counts visits honestly: people who looked for five seconds, once a day each.

The owner, whoever has built there, bots and prefetching browsers do not count. Nobody's
address is stored: a day's visitors are known by digests under that day's random salt, and
both go with the first visit of a later day, or with `manage.py empty_trash`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import transaction
from django.db.models import F

from devcraft.models import User
from worlds import rewards
from worlds.models import Visitor, VisitSalt, World, WorldDay

BOTS = re.compile(
    r"bot|crawl|spider|slurp|preview|fetch|scrap|curl|wget|python|http|headless|monitor|lighthouse",
    re.IGNORECASE,
)
PERSON_AGENT = "Mozilla/"


@dataclass(frozen=True)
class Looker:
    """Who sent the beacon: a signed-in person, or the address and browser of anybody."""

    user: User | None
    address: str
    browser: str
    is_prefetch: bool = False

    @property
    def is_person(self) -> bool:
        says_browser = self.browser.startswith(PERSON_AGENT) and not BOTS.search(self.browser)
        return says_browser and not self.is_prefetch

    @property
    def identity(self) -> str:
        return f"user {self.user.pk}" if self.user else f"{self.address} {self.browser}"


@transaction.atomic
def count(*, world: World, looker: Looker, now: datetime) -> bool:
    """Count LOOKER's visit unless it does not count; whether it did."""
    if not looker.is_person or _builds_here(world, looker.user):
        return False
    today = _day_of(now)
    digest = _digest(world, looker, now)
    _, is_new = Visitor.objects.get_or_create(world=world, day=today, digest=digest)
    if not is_new:
        return False
    World.objects.filter(pk=world.pk).update(visit_count=F("visit_count") + 1)
    WorldDay.objects.get_or_create(world=world, day=today)
    WorldDay.objects.filter(world=world, day=today).update(visits=F("visits") + 1)
    if looker.user is not None:
        rewards.for_visiting(world, looker.user, now=now)
    return True


def forget_earlier_days(*, now: datetime) -> None:
    """Drop the salts and digests of all days before today."""
    today = _day_of(now)
    VisitSalt.objects.filter(day__lt=today).delete()
    Visitor.objects.filter(day__lt=today).delete()


def _builds_here(world: World, user: User | None) -> bool:
    if user is None:
        return False
    return user.pk == world.owner_id or world.changes.filter(author_id_here=user.pk).exists()


def _digest(world: World, looker: Looker, now: datetime) -> str:
    salt, is_new = VisitSalt.objects.get_or_create(
        day=_day_of(now), defaults={"salt": secrets.token_bytes(32)}
    )
    if is_new:
        forget_earlier_days(now=now)
    text = f"{world.pk} {looker.identity}".encode(errors="replace")
    return hmac.new(bytes(salt.salt), text, hashlib.sha256).hexdigest()


def _day_of(now: datetime) -> date:
    return now.astimezone(UTC).date()
