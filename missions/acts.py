"""What every act on a mission shares: the lock, the idempotency key, the way back.

A recorded act remembers the earlier values of the rows it touched, so that
`missions.undo` can put them back. Acts of one person wait for each other at the lock
on that person's profile; on SQLite the transaction itself is the lock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Model

from devcraft.models import User
from missions import timekeeping
from missions.days import DayRule
from missions.models import CloseReason, Mission, Profile, Status, TimeEntry, TimerAct

MISSION_FIELDS = (
    "status",
    "archived_from",
    "queue_position",
    "valor",
    "stretch",
    "ended_at",
    "trashed_at",
    "timer_version",
)
ENTRY_FIELDS = ("ended_at", "close_reason", "is_backdated", "discarded_at")


class ActRefused(Exception):
    """The present state does not allow the act; the text is one sentence that says why."""


@dataclass
class Changes:
    """What one act changes: its rows, their earlier values, and its final name."""

    owner: User
    now: datetime
    name: str
    missions: dict[int, Mission] = field(default_factory=dict)
    before: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {"missions": {}, "entries": {}}
    )
    is_made: bool = False

    @property
    def rule(self) -> DayRule:
        return DayRule(self.owner.zone, self.owner.day_start_hour)

    @property
    def today(self) -> date:
        return self.rule.day_of(self.now)

    def mission(self, pk: int) -> Mission:
        """The fresh, locked row; its earlier values are kept."""
        if pk not in self.missions:
            locked = Mission.objects.select_for_update(of=("self",)).get(pk=pk)
            self.missions[pk] = locked
            self.before["missions"][str(pk)] = _values(locked, MISSION_FIELDS)
        return self.missions[pk]

    def running_entry(self) -> TimeEntry | None:
        return TimeEntry.objects.running().filter(owner=self.owner).first()

    def open_entry(self, mission: Mission) -> None:
        """Start the clock on MISSION, never before the person's last entry ended.

        The server's clock may have stepped back since; time is then not counted twice.
        """
        timed = TimeEntry.objects.counted().filter(owner=self.owner, started_at__isnull=False)
        last = timed.order_by("-started_at", "-id").first()
        reached = max(last.begun, last.ended_at or last.begun) if last else None
        entry = TimeEntry.objects.create(
            owner=self.owner,
            mission=mission,
            started_at=max(self.now, reached) if reached else self.now,
            stretch=mission.stretch,
            zone=self.rule.zone,
            day_start_hour=self.rule.start_hour,
            created_at=self.now,
        )
        self.before["entries"][str(entry.pk)] = None
        self.is_made = True

    def close_entry(
        self, entry: TimeEntry, reason: CloseReason, *, at: datetime | None = None
    ) -> None:
        """Stop the clock of ENTRY now, or AT an earlier instant that was typed in."""
        self.keep(entry)
        entry.ended_at = max(at or self.now, entry.begun)
        entry.close_reason = reason
        entry.is_backdated = at is not None
        entry.save(update_fields=ENTRY_FIELDS)
        timekeeping.count(entry)
        self.is_made = True

    def discard_entry(self, entry: TimeEntry) -> None:
        """Leave a closed or claimed ENTRY out of every total; the row stays."""
        self.keep(entry)
        timekeeping.count(entry, sign=-1)
        entry.discarded_at = self.now
        entry.save(update_fields=["discarded_at"])
        self.is_made = True

    def close_all(self, mission: Mission, reason: CloseReason) -> None:
        for entry in mission.time_entries.running():
            self.close_entry(entry, reason)

    def keep(self, entry: TimeEntry) -> None:
        self.before["entries"].setdefault(str(entry.pk), _values(entry, ENTRY_FIELDS))

    def claim(self, mission: Mission, seconds: int, on: date, source: str) -> None:
        entry = TimeEntry.objects.create(
            owner=self.owner,
            mission=mission,
            kind="claimed",
            source=source,
            claimed_on=on,
            claimed_seconds=seconds,
            zone=self.rule.zone,
            day_start_hour=self.rule.start_hour,
            created_at=self.now,
        )
        timekeeping.count(entry)
        self.before["entries"][str(entry.pk)] = None
        self.is_made = True

    def set_status(self, mission: Mission, status: Status) -> None:
        mission.status = status
        if status != Status.TODO:
            mission.queue_position = None
        self.is_made = True

    def write(self) -> None:
        for mission in self.missions.values():
            timekeeping.refresh(mission)
            mission.updated_at = self.now
            mission.save(
                update_fields={
                    *MISSION_FIELDS,
                    *timekeeping.TIME_FIELDS,
                    "score",
                    "updated_at",
                }
            )

    def versions(self) -> dict[str, int]:
        """Give every touched mission its next timer version."""
        for mission in self.missions.values():
            mission.timer_version += 1
            mission.save(update_fields=["timer_version"])
        return {str(pk): mission.timer_version for pk, mission in self.missions.items()}


Change = Callable[[Changes, Mission], None]


@transaction.atomic
def record(
    name: str, change: Change, *, user: User, mission: Mission, now: datetime, token: str
) -> TimerAct | None:
    """Run CHANGE once per TOKEN and remember how to undo it.

    A repeated token returns the first act and changes nothing. Returns None when there
    was nothing to change. Raises ActRefused.
    """
    profile = lock(user)
    earlier = replayed(user, token)
    if earlier:
        return earlier
    changes = Changes(user, now, name)
    change(changes, changes.mission(mission.pk))
    if not changes.is_made:
        return None
    changes.write()
    Profile.objects.filter(pk=profile.pk).update(timer_version=F("timer_version") + 1)
    return TimerAct.objects.create(
        owner=user,
        mission=mission,
        act=changes.name,
        at=now,
        token=token,
        before=changes.before,
        after=changes.versions(),
    )


def lock(user: User) -> Profile:
    """Hold the person's acts until this transaction ends."""
    Profile.objects.of(user)
    return Profile.objects.select_for_update(of=("self",)).get(owner=user)


def replayed(user: User, token: str) -> TimerAct | None:
    return TimerAct.objects.filter(owner=user, token=token).first() if token else None


def _values(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
