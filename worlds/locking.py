"""The lock that every act on a world holds until its transaction ends.

Locks are taken in one order, world before state, so that no two acts wait for each other.
"""

from __future__ import annotations

from worlds.models import World


def lock(world: World) -> World:
    """The fresh row of WORLD. Raises World.DoesNotExist when it went for good meanwhile."""
    return (
        World.objects.select_related("state", "owner")
        .select_for_update(of=("self",))
        .get(pk=world.pk)
    )
