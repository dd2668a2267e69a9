"""Holds a save that met another one until its author chooses what becomes of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from devcraft.models import User
from worlds import storing
from worlds.locking import lock
from worlds.models import PendingSave, World
from worlds.state import State

KEPT = timedelta(days=7)


@transaction.atomic
def hold(
    *, world: World, author: User, incoming: State, base_revision: int, now: datetime
) -> PendingSave:
    """Keep INCOMING for AUTHOR; their earlier one for this world gives way to it."""
    _sweep(now)
    lock(world)
    row = storing.store(incoming, now=now)
    earlier = PendingSave.objects.filter(world=world, author=author).first()
    held, _ = PendingSave.objects.update_or_create(
        world=world,
        author=author,
        defaults={"state": row, "base_revision": base_revision, "created_at": now},
    )
    if earlier and earlier.state_id != row.pk:
        storing.forget([earlier.state_id])
    return held


@transaction.atomic
def drop(held: PendingSave) -> None:
    """Drop HELD; a later save of its author that took its place meanwhile stays."""
    PendingSave.objects.filter(pk=held.pk, state=held.state_id).delete()
    storing.forget([held.state_id])


def _sweep(now: datetime) -> None:
    """Drop what nobody chose about for a week."""
    due = PendingSave.objects.filter(created_at__lt=now - KEPT)
    locked = dict(due.select_for_update(skip_locked=True).values_list("pk", "state_id"))
    PendingSave.objects.filter(pk__in=locked).delete()
    storing.forget(locked.values())
