"""Document 1's worlds and snapshots, and what sharing and history need beside them."""

from worlds.models.history import WorldChange, WorldChangeKind
from worlds.models.snapshots import SnapshotReason, SnapshotSource, WorldSnapshot
from worlds.models.states import PendingSave, WorldPicture, WorldState
from worlds.models.visits import Visitor, VisitSalt, WorldDay
from worlds.models.worlds import Visibility, World, WorldTag

__all__ = [
    "PendingSave",
    "SnapshotReason",
    "SnapshotSource",
    "Visibility",
    "VisitSalt",
    "Visitor",
    "World",
    "WorldChange",
    "WorldChangeKind",
    "WorldDay",
    "WorldPicture",
    "WorldSnapshot",
    "WorldState",
    "WorldTag",
]
