"""One act on several entries: moved to another mission, or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from devcraft.models import User
from missions import acts, amending, correcting, placing
from missions.acts import ActRefused, Changes
from missions.models import Mission, TimeEntry, TimerAct

MOST = 200
NONE_CHOSEN = "Choose at least one entry of the list."


@dataclass(frozen=True)
class Line:
    """What one mission's time, in seconds, is and would be."""

    mission: Mission
    before: int
    after: int


@dataclass(frozen=True)
class Preview:
    """What an act on `entries` would do; `seen` says exactly these, as they are."""

    entries: list[TimeEntry]
    lines: list[Line]

    @property
    def seen(self) -> str:
        return placing.mark([(row.pk, placing.mark_of(row)) for row in self.entries])

    @property
    def seconds(self) -> int:
        return sum(seconds_of(entry) for entry in self.entries)


def seconds_of(entry: TimeEntry) -> int:
    return entry.seconds_at(entry.started_at or entry.created_at)


def chosen(user: User, pks: Collection[int]) -> list[TimeEntry]:
    """The entries of USER among PKS that an act can be about. Raises ActRefused."""
    if len(pks) > MOST:
        raise ActRefused(f"At most {MOST} entries can be changed at once.")
    rows = TimeEntry.objects.counted().visible_to(user).filter(pk__in=pks)
    found = list(rows.select_related("mission").order_by("pk"))
    if not found:
        raise ActRefused(NONE_CHOSEN)
    for entry in found:
        if entry.is_running:
            raise ActRefused("The clock runs on one of these entries; leave that one out.")
        correcting.refuse_imported_total(entry)
    return found


def preview(entries: Sequence[TimeEntry], target: Mission | None) -> Preview:
    """What moving ENTRIES to TARGET would do, or leaving them out when there is none."""
    gone = Counter[int]()
    for entry in entries:
        gone[entry.mission_id] += seconds_of(entry)
    missions = {entry.mission_id: entry.mission for entry in entries}
    if target is not None:
        missions.setdefault(target.pk, target)
        gone[target.pk] -= sum(seconds_of(entry) for entry in entries)
    lines = [
        Line(mission, mission.actual_seconds, mission.actual_seconds - gone[pk])
        for pk, mission in sorted(missions.items())
    ]
    return Preview(list(entries), lines)


def move(
    *,
    user: User,
    pks: Collection[int],
    target: Mission,
    seen: str,
    now: datetime,
    token: str = "",
) -> TimerAct | None:
    """Put the entries PKS, SEEN as they are, on the mission TARGET."""

    def change(changes: Changes, target: Mission) -> None:
        acts.refuse_unless_welcome(target)
        entries = _unchanged(changes, pks, seen)
        wanted = {
            entry.pk: {
                "mission_id": target.pk,
                "stretch": correcting.stretch_of(target, entry.started_at or entry.created_at),
            }
            for entry in entries
            if entry.mission_id != target.pk
        }
        amending.amend(changes, wanted)
        amending.correct_scores(changes, correcting.WHY)

    return acts.record("bulk_move", change, user=user, mission=target, now=now, token=token)


def remove(
    *, user: User, pks: Collection[int], seen: str, now: datetime, token: str = ""
) -> TimerAct | None:
    """Leave the entries PKS, SEEN as they are, out of every total."""

    def change(changes: Changes, _: Mission) -> None:
        entries = _unchanged(changes, pks, seen)
        amending.amend(changes, {entry.pk: {"discarded_at": now} for entry in entries})
        amending.correct_scores(changes, correcting.WHY)

    rows = TimeEntry.objects.visible_to(user).filter(pk__in=list(pks)[:MOST])
    first = rows.select_related("mission").order_by("pk").first()
    if first is None:
        raise ActRefused(NONE_CHOSEN)
    return acts.record(
        "bulk_delete", change, user=user, mission=first.mission, now=now, token=token
    )


def _unchanged(changes: Changes, pks: Collection[int], seen: str) -> list[TimeEntry]:
    entries = chosen(changes.owner, pks)
    if preview(entries, None).seen != seen:
        raise ActRefused("Some of these entries have changed since; look at the preview again.")
    return entries
