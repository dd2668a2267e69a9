"""Acts that correct time: entries added, changed, split and left out by hand.

They are acts like those on the clock (`acts.record`): one per token, behind the person's
lock, with all derived time and the scores of done missions following, and undone alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from devcraft.models import User
from missions import acts, amending, placing
from missions.acts import ActRefused, Changes
from missions.fitting import Span
from missions.models import (
    CloseReason,
    EntryKind,
    EntrySource,
    Mission,
    Origin,
    Status,
    TimeEntry,
    TimerAct,
)
from missions.placing import Fit

SLACK = timedelta(seconds=60)
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LONGEST = timedelta(days=31)
DAY_SECONDS = 24 * 3600
WHY = "time corrected"
NO_FIT = Fit()


@dataclass(frozen=True)
class Times:
    """Start and end of a timed entry, the end None while it runs."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class Claim:
    """What a claimed entry says: so many seconds on a local day."""

    on: date
    seconds: int


def add(
    *,
    user: User,
    mission: Mission,
    times: Times,
    now: datetime,
    token: str = "",
    reason: str = "",
    fit: Fit = NO_FIT,
) -> TimerAct | None:
    """Write a closed entry with typed TIMES. Raises ActRefused, and Overlap when it needs FIT."""

    def change(changes: Changes, mission: Mission) -> None:
        acts.refuse_unless_welcome(mission)
        if times.end is None:
            raise ActRefused("End is needed.")
        span = _span(0, times, changes)
        span, steps = placing.place(changes, span, fit)
        amending.amend(changes, placing.trimmed(steps, now=now))
        like = TimeEntry(
            mission=mission,
            source=EntrySource.IRL,
            close_reason=CloseReason.SHELVE,
            stretch=stretch_of(mission, span.start),
            zone=changes.rule.zone,
            day_start_hour=changes.rule.start_hour,
        )
        amending.add_piece(changes, like, span)
        placing.add_first_pieces(changes, steps)
        amending.correct_scores(changes, WHY)

    return acts.record(
        "add", change, user=user, mission=mission, now=now, token=token, reason=reason
    )


def change(
    *,
    user: User,
    entry: TimeEntry,
    mission: Mission,
    to: Times | Claim,
    seen: str,
    now: datetime,
    token: str = "",
    reason: str = "",
    fit: Fit = NO_FIT,
) -> TimerAct | None:
    """Give ENTRY other times, another day or another MISSION.

    SEEN is the mark of the entry as it was looked at. Raises ActRefused, and Overlap when
    it needs FIT.
    """

    def change(changes: Changes, _: Mission) -> None:
        stored = _mine(changes, entry.pk)
        if placing.mark_of(stored) != seen:
            raise ActRefused("This entry has changed since you opened it; look at it again.")
        target = changes.mission(mission.pk)
        wanted = _moved(stored, target, to)
        steps: tuple[placing.Step, ...] = ()
        if isinstance(to, Claim):
            wanted |= _claimed(to, changes)
        elif (to.start, to.end) != (stored.started_at, stored.ended_at):
            span, steps = placing.place(changes, _span(stored.pk, to, changes, stored), fit)
            wanted |= {"started_at": span.start, "ended_at": span.end}
            wanted["is_backdated"] = stored.is_backdated or span.end != stored.ended_at
        if all(getattr(stored, name) == value for name, value in wanted.items()):
            return
        amending.amend(changes, {**placing.trimmed(steps, now=now), stored.pk: wanted})
        placing.add_first_pieces(changes, steps)
        amending.correct_scores(changes, WHY)

    return _record("change", change, entry, user=user, now=now, token=token, reason=reason)


def split(
    *,
    user: User,
    entry: TimeEntry,
    at: datetime,
    now: datetime,
    token: str = "",
    reason: str = "",
) -> TimerAct | None:
    """Make two of a closed ENTRY, the second from AT on."""

    def change(changes: Changes, _: Mission) -> None:
        stored = _mine(changes, entry.pk)
        if stored.ended_at is None or stored.kind != EntryKind.TIMED:
            raise ActRefused("Only an entry with a start and an end can be split.")
        if not stored.begun < at < stored.ended_at:
            raise ActRefused("The moment to split at must lie inside the entry.")
        rest = Span(0, at, stored.ended_at)
        wanted = {"ended_at": at, "close_reason": CloseReason.PAUSE, "is_backdated": True}
        amending.amend(changes, {stored.pk: wanted})
        amending.add_piece(changes, stored, rest)

    return _record("split", change, entry, user=user, now=now, token=token, reason=reason)


def remove(
    *, user: User, entry: TimeEntry, now: datetime, token: str = "", reason: str = ""
) -> TimerAct | None:
    """Leave a closed or claimed ENTRY out of every total; the row stays."""

    def change(changes: Changes, _: Mission) -> None:
        stored = _mine(changes, entry.pk)
        if stored.is_running:
            raise ActRefused("The clock runs on this entry; stop or discard it instead.")
        amending.amend(changes, {stored.pk: {"discarded_at": now}})
        amending.correct_scores(changes, WHY)

    return _record("delete", change, entry, user=user, now=now, token=token, reason=reason)


def _record(
    name: str, change: Callable[[Changes, Mission], None], entry: TimeEntry, **arguments: Any
) -> TimerAct | None:
    return acts.record(name, change, mission=entry.mission, **arguments)


def _mine(changes: Changes, pk: int) -> TimeEntry:
    """The person's entry PK as it is behind the lock, if it may be corrected."""
    stored = TimeEntry.objects.select_related("mission").get(pk=pk, owner=changes.owner)
    if stored.discarded_at is not None:
        raise ActRefused("This entry is left out already; undo that to change it.")
    refuse_imported_total(stored)
    return stored


def refuse_imported_total(entry: TimeEntry) -> None:
    """The total of an imported mission belongs to its imported score."""
    is_total = entry.kind == EntryKind.CLAIMED and entry.source == EntrySource.IMPORT
    if is_total and entry.mission.origin == Origin.IMPORTED:
        raise ActRefused(
            f"The time of “{entry.mission.name}” was imported as one total with its score;"
            " it stays as the source had it."
        )


def stretch_of(mission: Mission, start: datetime) -> int:
    """The stretch that time typed for MISSION belongs to: the present one, or none of them.

    What was worked before a mission was last started is no part of that, so discarding
    the clock does not take it along.
    """
    if mission.status == Status.TODO:
        return 0
    is_since = mission.started_at is None or start >= mission.started_at
    return mission.stretch if is_since else 0


def _moved(stored: TimeEntry, target: Mission, to: Times | Claim) -> dict[str, Any]:
    """What changes in STORED when it goes to the mission TARGET."""
    if (stored.kind == EntryKind.CLAIMED) != isinstance(to, Claim):
        raise ActRefused("A claimed entry has a day and a duration, a timed one start and end.")
    if target.pk == stored.mission_id:
        return {}
    if stored.is_running:
        raise ActRefused("The clock runs on this entry; start the other mission instead.")
    acts.refuse_unless_welcome(target)
    start = to.start if isinstance(to, Times) else stored.created_at
    return {"mission_id": target.pk, "stretch": stretch_of(target, start)}


def _claimed(to: Claim, changes: Changes) -> dict[str, Any]:
    if not 0 < to.seconds <= DAY_SECONDS:
        raise ActRefused("Duration must be more than nothing and at most 24 hours.")
    if to.on > changes.today:
        raise ActRefused("Day must not lie in the future.")
    if to.on.year < EARLIEST.year:
        raise ActRefused(f"Day must not lie before {EARLIEST.year}.")
    return {"claimed_on": to.on, "claimed_seconds": to.seconds}


def _span(key: int, to: Times, changes: Changes, stored: TimeEntry | None = None) -> Span:
    """TO as a piece of time that may be written; what is not over yet ends now."""
    for name, moment in (("Start", to.start), ("End", to.end)):
        if moment is not None and moment > changes.now + SLACK:
            raise ActRefused(f"{name} must not lie in the future.")
    if to.start < EARLIEST:
        raise ActRefused(f"Start must not lie before {EARLIEST.year}.")
    if stored is not None and stored.is_running != (to.end is None):
        raise ActRefused("A closed entry needs an end, and one that runs has none yet.")
    span = Span(key, min(to.start, changes.now), to.end and min(to.end, changes.now))
    if span.end is not None and span.end <= span.start:
        raise ActRefused("End must lie after the start.")
    length = (span.end or changes.now) - span.start
    if length > max(LONGEST, timedelta(seconds=stored.seconds_at(changes.now) if stored else 0)):
        raise ActRefused(f"An entry must not be longer than {LONGEST.days} days.")
    return span
