"""Why a save or a restore writes nothing."""

from __future__ import annotations

from worlds.models import World
from worlds.state import State


class SaveRefused(Exception):
    """The text is one sentence that says why nothing was written."""


class TooMany(SaveRefused):
    """A guest saves faster than anybody builds."""


class Closed(SaveRefused):
    """The author may not save into this world, or may no more."""


class Stale(SaveRefused):
    """Somebody saved since the revision that this save began with."""

    def __init__(self, world: World, base_revision: int):
        super().__init__(
            f"This save began with revision {base_revision}, and the world is at revision"
            f" {world.revision} by now."
        )
        self.world = world


class WouldEmpty(SaveRefused):
    """The save drops most objects and nobody confirmed that."""

    def __init__(self, world: World, incoming: State):
        super().__init__(
            f"This save would leave {incoming.object_count} of {world.object_count} objects;"
            " it must be confirmed."
        )
        self.world = world
