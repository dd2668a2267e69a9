"""What an owner does to a world besides its content: name, tags, sharing, trash."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from worlds import chronicle, rewards, storing
from worlds.authors import Author, known_as
from worlds.identity import new_share_id
from worlds.locking import lock
from worlds.models import (
    Visibility,
    World,
    WorldChangeKind,
    WorldState,
    WorldTag,
)
from worlds.models.worlds import NAME_KEY_LENGTH, folded
from worlds.state import TAG_LENGTH

KEPT_IN_TRASH = timedelta(days=30)


@transaction.atomic
def describe(
    *, world: World, name: str, icon: str, tags: Iterable[str], author: Author, now: datetime
) -> World:
    """Give WORLD its name, icon and tags."""
    stored = lock(world)
    wanted = {tag[:TAG_LENGTH] for tag in tags}
    old = set(stored.tag_rows.values_list("name", flat=True))
    changes = [
        (WorldChangeKind.NAMED, f"from “{stored.name}” to “{name}”", stored.name != name),
        (WorldChangeKind.ICON, f"from {stored.icon} to {icon}", stored.icon != icon),
        (WorldChangeKind.TAGGED, ", ".join(sorted(wanted)) or "no tags", old != wanted),
    ]
    if not any(is_made for _, _, is_made in changes):
        return stored
    stored.tag_rows.exclude(name__in=wanted).delete()
    WorldTag.objects.bulk_create([WorldTag(world=stored, name=tag) for tag in sorted(wanted - old)])
    stored.name, stored.icon = name, icon
    _write(stored, now, "name", "icon")
    for kind, words, is_made in changes:
        if is_made:
            chronicle.note(stored, kind, author, now=now, words=words)
    return stored


@transaction.atomic
def share(*, world: World, visibility: Visibility, author: Author, now: datetime) -> World:
    stored = lock(world)
    if stored.visibility == visibility:
        return stored
    words = f"from {Visibility(stored.visibility).label} to {visibility.label}"
    stored.visibility = visibility
    if visibility != Visibility.PRIVATE:
        stored.creator_name = creator_of(stored)
    _write(stored, now, "visibility", "creator_name")
    chronicle.note(stored, WorldChangeKind.SHARED, author, now=now, words=words)
    rewards.for_sharing(stored, now=now)
    return stored


@transaction.atomic
def rotate_link(*, world: World, author: Author, now: datetime) -> World:
    """Give WORLD another link; the old one opens nothing from now on."""
    stored = lock(world)
    stored.share_id = new_share_id()
    _write(stored, now, "share_id")
    chronicle.note(stored, WorldChangeKind.ROTATED, author, now=now)
    return stored


@transaction.atomic
def put_in_trash(*, world: World, author: Author, now: datetime) -> World:
    stored = lock(world)
    if stored.trashed_at is None:
        stored.trashed_at = now
        _write(stored, now, "trashed_at")
        chronicle.note(stored, WorldChangeKind.TRASHED, author, now=now)
    return stored


@transaction.atomic
def take_from_trash(*, world: World, author: Author, now: datetime) -> World:
    stored = lock(world)
    if stored.trashed_at is not None:
        stored.trashed_at = None
        _write(stored, now, "trashed_at")
        chronicle.note(stored, WorldChangeKind.RECOVERED, author, now=now)
    return stored


def empty_trash(*, now: datetime, most: int | None = None) -> int:
    """Delete for good what lies in the trash longer than 30 days; how many worlds went.

    MOST bounds how many go at once, those that lie there longest first; without it, states
    that nothing holds are looked for everywhere.
    """
    due = World.objects.trashed().filter(trashed_at__lt=now - KEPT_IN_TRASH)
    oldest = due.order_by("trashed_at", "pk").values_list("pk", flat=True)
    gone = sum(_delete(due.filter(pk=pk)) for pk in list(oldest[:most]))
    if most is None:
        storing.sweep()
    return gone


@transaction.atomic
def _delete(due: QuerySet[World]) -> bool:
    """Delete the one world that is DUE, unless somebody took it back meanwhile."""
    world = due.select_for_update(of=("self",)).first()
    if world is None:
        return False
    held = set(_states_of(world).values_list("pk", flat=True))
    world.delete()
    storing.forget(held)
    return True


def _states_of(world: World) -> QuerySet[WorldState]:
    return WorldState.objects.filter(
        Q(worlds=world) | Q(snapshots__world=world) | Q(pending_saves__world=world)
    )


def creator_of(world: World) -> str:
    """The name under which WORLD was shared first, else its owner's of today."""
    return world.creator_name or known_as(world.owner)


def index(stored: World, *, tags: Iterable[str]) -> None:
    """Set what lists sort STORED by and searches find it by."""
    stored.name_key = folded(stored.name)[:NAME_KEY_LENGTH]
    stored.search_text = folded(f"{stored.name} {creator_of(stored)} {' '.join(tags)}")


def _write(stored: World, now: datetime, *fields: str) -> None:
    index(stored, tags=stored.tag_rows.values_list("name", flat=True))
    stored.updated_at = now
    stored.save(update_fields=[*fields, "updated_at", "name_key", "search_text"])
