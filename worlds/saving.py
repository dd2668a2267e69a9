"""Writes states into worlds so that none that was current is lost unseen.

Every act locks the world's row, keeps what its policy says of the state it replaces, and
moves `revision` by one. The policy of automatic snapshots is `worlds.retention`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from devcraft.models import User
from worlds import access, chronicle, rewards, state, storing, versions
from worlds.authors import Author, known_as
from worlds.locking import lock
from worlds.models import SnapshotReason, World, WorldChangeKind, WorldSnapshot, WorldState
from worlds.models.worlds import NAME_KEY_LENGTH, folded
from worlds.refusals import Closed, SaveRefused, Stale, TooMany, WouldEmpty
from worlds.state import State

MANY_OBJECTS = 5
MOST_DROPPED = 0.8
THROTTLE = timedelta(minutes=5)
GUEST_SAVES = 30
GUEST_TIME = timedelta(minutes=1)


@dataclass(frozen=True)
class Saved:
    """What a save left: the world, and whether its content changed."""

    world: World
    is_new: bool


@transaction.atomic
def create(
    *,
    owner: User,
    name: str,
    now: datetime,
    incoming: State | None = None,
    icon: str = "",
    copied_from: World | None = None,
) -> World:
    """A new private world with INCOMING in it, or with nothing yet."""
    row = storing.store(incoming or state.read(state.EMPTY), now=now)
    world = World.objects.create(
        owner=owner,
        name=name,
        icon=icon or World._meta.get_field("icon").default,
        state=row,
        revision=1,
        object_count=row.object_count,
        created_at=now,
        updated_at=now,
        state_saved_at=now,
        saved_by=owner.username,
        saver=owner,
        name_key=folded(name)[:NAME_KEY_LENGTH],
        search_text=folded(f"{name} {known_as(owner)}"),
        copied_from=copied_from,
        copied_revision=copied_from.revision if copied_from else None,
    )
    words = f"copied from “{copied_from.name}”" if copied_from else ""
    chronicle.note(world, WorldChangeKind.CREATED, Author(owner), now=now, words=words)
    rewards.for_creating(world, now=now)
    rewards.for_building(world, owner, now=now)
    return world


@transaction.atomic
def save(
    *,
    world: World,
    incoming: State,
    base_revision: int,
    author: Author,
    now: datetime,
    is_confirmed: bool = False,
    reason: SnapshotReason | None = None,
) -> Saved:
    """Write INCOMING over BASE_REVISION, or raise a SaveRefused and write nothing.

    What is there already is no new revision. REASON names why the state before must be
    kept whatever the throttle says.
    """
    stored = lock(world)
    if not access.may(author.user, stored, access.Deed.SAVE):
        raise Closed(_why_closed(stored, author))
    if stored.state and stored.state.content_digest == incoming.content_digest:
        return Saved(stored, is_new=False)
    if stored.revision != base_revision:
        raise Stale(stored, base_revision)
    _check_pace(stored, author, now)
    if _drops_most(stored, incoming):
        if not is_confirmed:
            raise WouldEmpty(stored, incoming)
        reason = reason or SnapshotReason.DROP
    before = stored.object_count
    _keep_before(stored, author, reason, now)
    replaced = put(stored, incoming, author, now)
    versions.thin(stored, now=now)
    storing.forget([replaced])
    step = stored.object_count - before
    words = f"{stored.object_count:,} objects" + (f" ({step:+,})" if step else "")
    chronicle.note(stored, WorldChangeKind.SAVED, author, now=now, words=words)
    rewards.for_building(stored, author.user, now=now)
    return Saved(stored, is_new=True)


@transaction.atomic
def restore(*, world: World, snapshot: WorldSnapshot, author: Author, now: datetime) -> Saved:
    """Make SNAPSHOT, one of WORLD's own, its content again; what stands there is kept first."""
    stored = lock(world)
    if stored.trashed_at is not None:
        raise Closed(_why_closed(stored, author))
    held = stored.snapshots.select_related("state").filter(pk=snapshot.pk).first()
    if held is None:
        raise SaveRefused("This world has no such version; there is nothing to restore.")
    if held.state is None:
        raise SaveRefused("This version holds no state; there is nothing to restore.")
    if stored.state and stored.state.content_digest == held.state.content_digest:
        return Saved(stored, is_new=False)
    if stored.state:
        versions.take(stored, SnapshotReason.RESTORE, author, now=now)
    replaced = put(stored, held.state.read(), author, now)
    storing.forget([replaced])
    words = f"to {held.name or f'revision {held.revision}'}"
    chronicle.note(stored, WorldChangeKind.RESTORED, author, now=now, words=words)
    return Saved(stored, is_new=True)


@transaction.atomic
def snapshot(*, world: World, name: str, author: Author, now: datetime) -> WorldSnapshot:
    """Keep what stands there now under NAME, until somebody deletes it."""
    stored = lock(world)
    made = versions.take(stored, SnapshotReason.HAND, author, now=now, name=name)
    chronicle.note(stored, WorldChangeKind.SNAPSHOT, author, now=now, words=name)
    return made


@transaction.atomic
def copy(*, world: World, owner: User, name: str, now: datetime) -> World:
    """A private world of OWNER's with WORLD's content and the memory of where it is from."""
    stored = lock(world)
    content = stored.state.read() if stored.state else None
    return create(
        owner=owner, name=name, now=now, incoming=content, icon=stored.icon, copied_from=stored
    )


def _check_pace(stored: World, author: Author, now: datetime) -> None:
    if author.user.pk == stored.owner_id:
        return
    lately = stored.changes.filter(author_id_here=author.user.pk, at__gt=now - GUEST_TIME)
    if lately.count() >= GUEST_SAVES:
        raise TooMany(f"Others may save {GUEST_SAVES} times a minute into a world; wait a moment.")


def _why_closed(stored: World, author: Author) -> str:
    if access.role_of(author.user, stored) == access.Role.OWNER:
        return "This world is in the trash; take it back first."
    return f"{author.name} may not save into this world."


def _drops_most(stored: World, incoming: State) -> bool:
    dropped = stored.object_count - incoming.object_count
    return dropped >= MANY_OBJECTS and dropped > MOST_DROPPED * stored.object_count


def _keep_before(
    stored: World, author: Author, reason: SnapshotReason | None, now: datetime
) -> None:
    """Take the snapshot that this save owes the state it replaces, if it owes one.

    Where guests have a hand in it every state is kept, and the owner's work pinned.
    """
    if stored.state is None:
        return
    if reason is None and author.is_agent:
        reason = SnapshotReason.AGENT
    if reason is not None:
        versions.take(stored, reason, author, now=now)
    elif {author.user.pk, stored.saver_id} != {stored.owner_id}:
        is_owners = stored.saver_id == stored.owner_id
        versions.take(stored, SnapshotReason.GUEST, author, now=now, is_pinned=is_owners)
    elif not _was_kept_lately(stored, now) and not _is_bare(stored, stored.state):
        versions.take(stored, SnapshotReason.SAVE, author, now=now)


def _is_bare(stored: World, held: WorldState) -> bool:
    return not stored.object_count and held.read().is_bare


def _was_kept_lately(stored: World, now: datetime) -> bool:
    return stored.snapshots.filter(
        reason=SnapshotReason.SAVE, created_at__gt=now - THROTTLE, created_at__lte=now
    ).exists()


def put(stored: World, incoming: State, author: Author, now: datetime) -> str | None:
    """Make INCOMING the content of STORED, whose row the caller holds.

    Keeps nothing of what it replaces but tells its digest; see `save` for who must.
    """
    replaced = stored.state_id
    row = storing.store(incoming, now=now)
    base = stored.revision
    stored.state = row
    stored.revision = base + 1
    stored.object_count = row.object_count
    stored.saved_by, stored.saver = author.name, author.user
    stored.state_saved_at = stored.updated_at = now
    changed = World.objects.filter(pk=stored.pk, revision=base).update(
        state=row,
        revision=stored.revision,
        object_count=stored.object_count,
        saved_by=stored.saved_by,
        saver=stored.saver,
        state_saved_at=now,
        updated_at=now,
    )
    if not changed:
        raise Stale(stored, base)
    return replaced
