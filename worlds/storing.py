"""Keeps every state once, under the digest of its bytes, while anything holds it."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from worlds.models import WorldState
from worlds.state import State

LEVEL = 6
LOOSE = {"worlds": None, "snapshots": None, "pending_saves": None}


def store(state: State, *, now: datetime) -> WorldState:
    """The row of STATE, made when it is new; held until the transaction ends.

    The lock keeps `forget` in another transaction from taking the row away meanwhile, and
    lets others refer to it.
    """
    free = WorldState.objects.select_for_update(no_key=True).defer("blob")
    held = free.filter(pk=state.digest).first()
    return held or _insert(state, now)


def _insert(state: State, now: datetime) -> WorldState:
    """A new row; one that another transaction makes just now is waited for and locked."""
    row = WorldState(
        digest=state.digest,
        content_digest=state.content_digest,
        size=len(state.raw),
        blob=zlib.compress(state.raw, LEVEL),
        object_count=state.object_count,
        tile_count=len(state.tiles),
        light_count=state.light_count,
        orphan_count=len(state.orphans),
        created_at=now,
    )
    WorldState.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["digest"], update_fields=["created_at"]
    )
    return row


def sweep() -> None:
    """Forget what two transactions let go of at once, each leaving it to the other."""
    forget(WorldState.objects.filter(**LOOSE).values_list("pk", flat=True))


@transaction.atomic
def forget(digests: Iterable[str | None]) -> None:
    """Drop those states that nothing holds any more; the others stay.

    One that another transaction has locked is left: it takes hold of it, or forgets it.
    Only after the lock can nobody take hold of a state, so only then it is asked who does.
    """
    wanted = {digest for digest in digests if digest}
    if not wanted:
        return
    free = WorldState.objects.select_for_update(skip_locked=True).filter(pk__in=wanted)
    locked = list(free.values_list("pk", flat=True))
    WorldState.objects.filter(pk__in=locked, **LOOSE).delete()


def mark_of(name: str, content: State) -> str:
    """By what an import is known again: equal names with equal bytes, equal marks."""
    return hashlib.sha256(f"{name}\0{content.digest}".encode()).hexdigest()
