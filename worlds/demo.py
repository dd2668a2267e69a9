"""Sample worlds, made and changed over days by the acts a person has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from devcraft.models import User
from worlds import album, curating, saving
from worlds.authors import Author
from worlds.models import Visibility, World
from worlds.models.worlds import LISTED
from worlds.samples import city, cottage, island, office, pavilion, shapes
from worlds.state import State

BUILDS = (0.4, 0.7, 1.0)


@dataclass(frozen=True)
class Plan:
    """A world to make: begun so many days ago, built in steps, kept under a name on the way."""

    name: str
    icon: str
    days_ago: int
    draw: Callable[[float], State]
    tags: tuple[str, ...] = ()
    kept: str = ""
    visibility: Visibility = Visibility.PRIVATE
    is_trashed: bool = False


PLANS = (
    Plan("Lighthouse Cottage", "🏠", 4, cottage.draw, ("coast", "home"),
         kept="Before the wood", visibility=Visibility.UNLISTED),
    Plan("Ember Island", "🏝️", 19, island.draw, ("coast", "wild"), kept="Four palms"),
    Plan("Night Grid", "🏙️", 12, city.draw, ("city", "night"), kept="First ten towers"),
    Plan("Agents' Office", "🧪", 8, office.draw, ("agents",), kept="Only the back wall"),
    Plan("Open Pavilion", "🎨", 6, pavilion.draw, ("everybody",),
         visibility=Visibility.PUBLIC_EDIT),
    Plan("Blank canvas", "🌍", 24, shapes.nothing),
    Plan("Sketch of a bridge", "🚀", 15, pavilion.draw, is_trashed=True),
)  # fmt: skip


@transaction.atomic
def fill(owner: User, *, now: datetime) -> int:
    """Make OWNER's sample worlds as if lived through until NOW; how many they are.

    Those of a sample account are in no list, so that no real desk shows them.
    """
    for plan in PLANS:
        _make(owner, plan, now)
    return len(PLANS)


def unshare(owner: User, *, now: datetime) -> None:
    """Take OWNER's worlds out of every list and close their links."""
    for world in World.objects.visible_to(owner).exclude(visibility=Visibility.PRIVATE):
        curating.share(world=world, visibility=Visibility.PRIVATE, author=Author(owner), now=now)


def _make(owner: User, plan: Plan, now: datetime) -> None:
    author, at = Author(owner), now - timedelta(days=plan.days_ago, hours=3)
    content = plan.draw(BUILDS[0])
    world = saving.create(owner=owner, name=plan.name, icon=plan.icon, incoming=content, now=at)
    step = (now - at) / (len(BUILDS) + 2)
    for number, share in enumerate(BUILDS[1:]):
        at += step
        if plan.kept and number == 0:
            saving.snapshot(world=world, name=plan.kept, author=author, now=at)
        world = saving.save(
            world=world,
            incoming=plan.draw(share),
            base_revision=world.revision,
            author=author,
            now=at + timedelta(minutes=20),
        ).world
    _curate(world, plan, author, at + step)


def _curate(world: World, plan: Plan, author: Author, at: datetime) -> None:
    if plan.tags:
        curating.describe(
            world=world, name=plan.name, icon=plan.icon, tags=plan.tags, author=author, now=at
        )
    shared = plan.visibility
    if author.user.is_sample and shared in LISTED:
        shared = Visibility.UNLISTED
    if shared != Visibility.PRIVATE:
        curating.share(world=world, visibility=shared, author=author, now=at)
    if plan.is_trashed:
        curating.put_in_trash(world=world, author=author, now=at)
    album.keep_card(world.state)
