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
MOST_HELD = 10


@transaction.atomic
def hold(
    *, world: World, author: User, incoming: State, base_revision: int, now: datetime
) -> PendingSave:
    """Keep INCOMING for AUTHOR beside their newest others for this world."""
    _sweep(now)
    lock(world)
    row = storing.store(incoming, now=now)
    held, _ = PendingSave.objects.update_or_create(
        world=world,
        author=author,
        state=row,
        defaults={"base_revision": base_revision, "created_at": now},
    )
    waiting = PendingSave.objects.filter(world=world, author=author).exclude(pk=held.pk)
    for surplus in waiting.order_by("-created_at", "-id")[MOST_HELD - 1 :]:
        drop(surplus)
    return held


@transaction.atomic
def drop(held: PendingSave) -> None:
    PendingSave.objects.filter(pk=held.pk).delete()
    storing.forget([held.state_id])


def _sweep(now: datetime) -> None:
    """Drop what nobody chose about for a week."""
    due = PendingSave.objects.filter(created_at__lt=now - KEPT)
    locked = dict(due.select_for_update(skip_locked=True).values_list("pk", "state_id"))
    PendingSave.objects.filter(pk__in=locked).delete()
    storing.forget(locked.values())
