"""Keeps every state once, under the digest of its bytes, while anything holds it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from worlds.models import WorldState
from worlds.state import State

LEVEL = 6


def store(state: State, *, now: datetime) -> WorldState:
    """The row of STATE, made when it is new; held until the transaction ends.

    The lock keeps `forget` in another transaction from taking the row away meanwhile.
    """
    held = WorldState.objects.select_for_update().defer("blob").filter(pk=state.digest).first()
    if held is not None:
        return held
    row, _ = WorldState.objects.get_or_create(
        digest=state.digest,
        defaults={
            "content_digest": state.content_digest,
            "size": len(state.raw),
            "blob": zlib.compress(state.raw, LEVEL),
            "object_count": state.object_count,
            "tile_count": len(state.tiles),
            "light_count": state.light_count,
            "orphan_count": len(state.orphans),
            "created_at": now,
        },
    )
    return row


def forget(digests: Iterable[str | None]) -> None:
    """Drop those states that nothing holds any more; the others stay."""
    wanted = {digest for digest in digests if digest}
    if not wanted:
        return
    loose = WorldState.objects.filter(
        pk__in=wanted, worlds=None, snapshots=None, pending_saves=None
    )
    try:
        with transaction.atomic():
            loose.delete()
    except (IntegrityError, ProtectedError):
        return  # somebody took hold of one meanwhile; a later save looks again
