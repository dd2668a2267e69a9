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
from django.db.models import F, Q

from devcraft.models import User
from missions import edit_log, timekeeping
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
ENTRY_FIELDS = edit_log.FIELDS


class ActRefused(Exception):
    """The present state does not allow the act; the text is one sentence that says why."""


@dataclass
class Changes:
    """What one act changes: its rows, their earlier values, and its final name.

    Entries `by_clock` were opened or closed at the server's moment, which is no edit.
    """

    owner: User
    now: datetime
    name: str
    reason: str = ""
    missions: dict[int, Mission] = field(default_factory=dict)
    before: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {"missions": {}, "entries": {}}
    )
    by_clock: set[int] = field(default_factory=set)
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
            values = {name: getattr(locked, name) for name in MISSION_FIELDS}
            self.before["missions"][str(pk)] = values
        return self.missions[pk]

    def running_entry(self) -> TimeEntry | None:
        return TimeEntry.objects.running().filter(owner=self.owner).first()

    def open_entry(self, mission: Mission, *, at: datetime | None = None) -> None:
        """Start the clock on MISSION now, or AT an earlier instant that was asked for.

        It never starts before the person's last entry ended.
        The server's clock may have stepped back since; time is then not counted twice.
        """
        begin = at or self.now
        timed = TimeEntry.objects.counted().filter(owner=self.owner, started_at__isnull=False)
        last = timed.order_by("-started_at", "-id").first()
        reached = max(last.begun, last.ended_at or last.begun) if last else None
        entry = TimeEntry.objects.create(
            owner=self.owner,
            mission=mission,
            started_at=max(begin, reached) if reached else begin,
            stretch=mission.stretch,
            zone=self.rule.zone,
            day_start_hour=self.rule.start_hour,
            created_at=self.now,
        )
        if at is None:
            self.by_clock.add(entry.pk)
        self.made(entry)

    def close_entry(
        self, entry: TimeEntry, reason: CloseReason, *, at: datetime | None = None
    ) -> None:
        """Stop the clock of ENTRY now, or AT an earlier instant that was typed in."""
        self.keep(entry)
        entry.ended_at = max(at or self.now, entry.begun)
        entry.close_reason = reason
        entry.is_backdated = at is not None
        entry.save(update_fields=ENTRY_FIELDS)
        if at is None:
            self.by_clock.add(entry.pk)
        timekeeping.count(entry)
        self.is_made = True

    def discard_entry(self, entry: TimeEntry) -> None:
        """Leave a closed or claimed ENTRY out of every total; the row stays."""
        self.keep(entry)
        timekeeping.count(entry, sign=-1)
        entry.discarded_at = self.now
        entry.save(update_fields=["discarded_at"])
        self.by_clock.discard(entry.pk)
        self.is_made = True

    def close_all(self, mission: Mission, reason: CloseReason) -> None:
        for entry in mission.time_entries.running():
            self.close_entry(entry, reason)

    def keep(self, entry: TimeEntry) -> None:
        self.before["entries"].setdefault(str(entry.pk), edit_log.values_of(entry))

    def made(self, entry: TimeEntry) -> None:
        """Count a new ENTRY, and remember that it was not there before."""
        timekeeping.count(entry)
        self.before["entries"][str(entry.pk)] = None
        self.is_made = True

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
        self.made(entry)

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
        self._log_edits()

    def _log_edits(self) -> None:
        entries = {int(pk): fields for pk, fields in self.before["entries"].items()}
        by_hand = {pk: fields for pk, fields in entries.items() if pk not in self.by_clock}
        edit_log.write(by_hand, actor=self.owner, act=self.name, at=self.now, reason=self.reason)

    def versions(self) -> dict[str, int]:
        """Give every touched mission its next timer version."""
        for mission in self.missions.values():
            mission.timer_version += 1
            mission.save(update_fields=["timer_version"])
        return {str(pk): mission.timer_version for pk, mission in self.missions.items()}


Change = Callable[[Changes, Mission], None]


@transaction.atomic
def record(
    name: str,
    change: Change,
    *,
    user: User,
    mission: Mission,
    now: datetime,
    token: str,
    reason: str = "",
) -> TimerAct | None:
    """Run CHANGE once per TOKEN and remember how to undo it.

    A repeated token returns the first act and changes nothing. Returns None when there
    was nothing to change. Raises ActRefused.
    """
    lock(user)
    earlier = replayed(user, token)
    if earlier:
        return earlier
    changes = Changes(user, now, name, reason)
    change(changes, changes.mission(mission.pk))
    if not changes.is_made:
        return None
    changes.write()
    announce(user)
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


def announce(user: User) -> None:
    """Let the open tabs of USER hear that the clock or its time changed."""
    Profile.objects.filter(owner=user).update(timer_version=F("timer_version") + 1)


def replayed(user: User, token: str) -> TimerAct | None:
    """The act that TOKEN made; the term beside it is the condition of the index by tokens."""
    return TimerAct.objects.filter(~Q(token=""), owner=user, token=token).first() if token else None


def refuse_unless_welcome(mission: Mission) -> None:
    """Time can be put on what is open or done."""
    if mission.is_in_trash:
        raise ActRefused(f"“{mission.name}” is in the trash; put it back first.")
    if mission.status == Status.ARCHIVED:
        raise ActRefused(f"“{mission.name}” is archived; restore it first.")


def refuse_unless_open(mission: Mission) -> None:
    refuse_unless_welcome(mission)
    if mission.status == Status.DONE:
        raise ActRefused(f"“{mission.name}” is done; reopen it first.")
