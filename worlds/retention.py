"""Which snapshots of a world stay: the newest of each calendar slot, each with its reasons.

Slots are hours, days, ISO weeks and months by the clock of the owner's zone. As in restic, a
rule counts the slots that have a snapshot, not the time that passed, and any one rule that
keeps a snapshot is enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

PINNED = "pinned"
AHEAD = "ahead of the clock"
RECENT = "from the last hour"
LATEST = timedelta(hours=1)
# How a moment's slot is named, and shown; the offset tells 2:00 from 2:00 when clocks go back.
SLOTS = {
    "hourly": ("%Y-%m-%d %H %z", "%H:00"),
    "daily": ("%Y-%m-%d", "%Y-%m-%d"),
    "weekly": ("%G-W%V", "%G-W%V"),
    "monthly": ("%Y-%m", "%Y-%m"),
}


class EmptyPolicy(ValueError):
    """A policy that would keep nothing but what is pinned."""


class Stored(NamedTuple):
    """A snapshot as thinning sees it; of equal instants the greater key is the newer."""

    key: str
    created_at: datetime
    is_pinned: bool = False


@dataclass(frozen=True)
class Keep:
    """How many slots of each length stay; those of the last hour all do."""

    hourly: int = 24
    daily: int = 14
    weekly: int = 8
    monthly: int = 12

    def __post_init__(self) -> None:
        counts = asdict(self).values()
        if min(counts) < 0 or not any(counts):
            raise EmptyPolicy("Keep at least one hour, day, week or month.")

    @property
    def most(self) -> int:
        """The most unpinned snapshots older than an hour that stay."""
        return sum(asdict(self).values())


DEFAULT = Keep()


def thin(
    snapshots: Iterable[Stored], *, now: datetime, zone: str, keep: Keep = DEFAULT
) -> dict[str, tuple[str, ...]]:
    """Why each snapshot stays, by key and newest first; those without a reason go.

    ZONE is a name of the zone database; instants are aware. Pinned snapshots and those ahead
    of NOW stay and take no slot from the others.
    """
    clock = ZoneInfo(zone)
    free = {name: _Slots(name, most) for name, most in asdict(keep).items()}
    reasons: dict[str, tuple[str, ...]] = {}
    for stored in sorted(snapshots, key=lambda one: (one.created_at, one.key), reverse=True):
        if stored.is_pinned:
            reasons[stored.key] = (PINNED,)
        elif stored.created_at > now:
            reasons[stored.key] = (AHEAD,)
        else:
            local = stored.created_at.astimezone(clock)
            recent = (RECENT,) if now - stored.created_at <= LATEST else ()
            taken = (slots.take(local) for slots in free.values())
            reasons[stored.key] = (*recent, *filter(None, taken))
    return reasons


class _Slots:
    """The slots of one length; the first to come, which is the newest, has each."""

    def __init__(self, name: str, most: int) -> None:
        self.name = name
        self.free = most
        self.taken: set[str] = set()

    def take(self, local: datetime) -> str:
        """The reason to keep a snapshot of this LOCAL time, or nothing."""
        slot, shown = (local.strftime(form) for form in SLOTS[self.name])
        if slot in self.taken or not self.free:
            return ""
        self.taken.add(slot)
        self.free -= 1
        return f"{self.name} {shown}"
