"""The lock that every act on a world holds until its transaction ends.

Locks are taken in one order, world before state, so that no two acts wait for each other.
"""

from __future__ import annotations

from worlds.models import World


def lock(world: World) -> World:
    """The fresh row of WORLD. Raises World.DoesNotExist when it went for good meanwhile.

    No joins: PostgreSQL, having waited for the lock, joins the new row with the old state
    of the tables beside it, and so would find no WorldState.
    """
    return World.objects.select_for_update().get(pk=world.pk)
