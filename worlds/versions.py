"""Takes snapshots, thins the automatic ones, deletes those a person no longer wants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from worlds import chronicle, retention, storing
from worlds.authors import Author
from worlds.locking import lock
from worlds.models import (
    SnapshotReason,
    SnapshotSource,
    World,
    WorldChangeKind,
    WorldSnapshot,
    WorldState,
)

LOOSE = (SnapshotReason.SAVE, SnapshotReason.GUEST, SnapshotReason.IMPORT)


@dataclass(frozen=True)
class Kept:
    """A snapshot and why thinning would keep it; no reasons means that it would go."""

    snapshot: WorldSnapshot
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Side:
    """One of two versions that are compared; `key` is a snapshot's id or `now`."""

    key: str
    name: str
    state: WorldState | None


def take(
    stored: World,
    reason: SnapshotReason,
    author: Author,
    *,
    now: datetime,
    name: str = "",
    is_pinned: bool = False,
) -> WorldSnapshot:
    """Keep the present state of STORED, whose row the caller holds."""
    is_by_hand = reason == SnapshotReason.HAND
    return WorldSnapshot.objects.create(
        world=stored,
        state=stored.state,
        object_count=stored.object_count,
        source=SnapshotSource.MANUAL if is_by_hand else SnapshotSource.AUTO,
        reason=reason,
        is_pinned=is_pinned or reason not in LOOSE,
        name=name,
        revision=stored.revision,
        author=author.name,
        created_at=now,
    )


def weigh(world: World, *, now: datetime) -> dict[str, tuple[str, ...]]:
    """Why thinning would keep each automatic snapshot of WORLD, by id; none: it would go."""
    loose = world.snapshots.filter(is_pinned=False).values_list("pk", "created_at")
    return retention.thin(
        [retention.Stored(pk, at) for pk, at in loose], now=now, zone=world.owner.zone
    )


def thin(stored: World, *, now: datetime) -> int:
    """Drop the automatic snapshots that the policy does not keep; how many went."""
    going = [pk for pk, reasons in weigh(stored, now=now).items() if not reasons]
    if not going:
        return 0
    rows = WorldSnapshot.objects.filter(pk__in=going, is_pinned=False)
    digests = set(rows.values_list("state_id", flat=True))
    rows.delete()
    storing.forget(digests)
    return len(going)


@transaction.atomic
def pin(*, snapshot: WorldSnapshot, name: str) -> WorldSnapshot:
    """Give SNAPSHOT a name and keep it until somebody deletes it.

    Raises WorldSnapshot.DoesNotExist when thinning took it meanwhile.
    """
    stored = lock(snapshot.world).snapshots.get(pk=snapshot.pk)
    stored.name = name
    stored.is_pinned = True
    stored.save(update_fields=["name", "is_pinned"])
    return stored


@transaction.atomic
def delete(*, world: World, snapshot: WorldSnapshot, author: Author, now: datetime) -> None:
    """Drop SNAPSHOT, one of WORLD's own. Raises WorldSnapshot.DoesNotExist."""
    stored = lock(world)
    held = stored.snapshots.get(pk=snapshot.pk)
    words = held.name or f"of revision {held.revision}"
    held.delete()
    storing.forget([held.state_id])
    chronicle.note(stored, WorldChangeKind.FORGOTTEN, author, now=now, words=words)
