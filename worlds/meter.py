"""What a world's states take on disk, and what thinning would free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Length

from worlds import versions
from worlds.models import World


@dataclass(frozen=True)
class Storage:
    """Bytes on disk that a world's distinct states take, and what thinning would free."""

    used: int
    states: int
    freed: int


def storage(
    world: World, *, now: datetime, weighed: Mapping[str, tuple[str, ...]] | None = None
) -> Storage:
    """What WORLD takes; a state that something else holds too is counted all the same.

    WEIGHED is what `weigh` said, if that is known already.
    """
    weighed = versions.weigh(world, now=now) if weighed is None else weighed
    going = {pk for pk, reasons in weighed.items() if not reasons}
    held = world.snapshots.filter(state__isnull=False)
    rows = list(held.values_list("pk", "state_id", Length("state__blob")))
    present = {world.state_id: len(world.state.blob)} if world.state else {}
    everything = present | {digest: size for _, digest, size in rows}
    staying = present | {digest: size for pk, digest, size in rows if pk not in going}
    used = sum(everything.values())
    return Storage(used, len(everything), used - sum(staying.values()))
