"""What the policy of saving and retention leaves of a world, by rules written down twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from worlds import retention

THROTTLE = timedelta(minutes=5)


@dataclass
class Kept:
    names: tuple
    at: datetime
    reason: str
    is_pinned: bool


@dataclass
class Known:
    """What the machine believes of one world."""

    pk: str
    names: tuple
    saved_by: str
    saver: str
    since: datetime
    revision: int = 1
    trashed_at: datetime | None = None
    kept: dict = field(default_factory=dict)

    def owes(self, author, names, now):
        """The reason and the pin of the snapshot that a save by AUTHOR owes; None: none."""
        if author.is_agent:
            return "agent", True
        if len(self.names) - len(names) >= 5:
            return "drop", True
        if self.saver != "owner":
            return "guest", False
        if author.user.username != "owner":
            return "guest", True
        lately = any(
            one.reason == "save" and now - THROTTLE < one.at <= now for one in self.kept.values()
        )
        return None if lately or not self.names else ("save", False)

    def going(self, now):
        """The loose snapshots that thinning at NOW does not keep."""
        loose = [retention.Stored(pk, one.at) for pk, one in self.kept.items() if not one.is_pinned]
        reasons = retention.thin(loose, now=now, zone="Europe/Berlin")
        return {pk for pk, why in reasons.items() if not why}
