"""Writes imported time as entries: what overlaps is kept out or claimed, and all is counted."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import IntegrityError

from devcraft.imports import BadRow, Mapped, Record, Source, digest
from missions import acts, desk, neighbours, timekeeping
from missions.board import OPEN
from missions.exchange import naming
from missions.exchange.kinds import Kind
from missions.exchange.lines import Line
from missions.exchange.naming import Found
from missions.exchange.options import KEEP, AsksBack, Options, Question
from missions.fitting import Span
from missions.models import (
    CloseReason,
    EntryKind,
    EntrySource,
    Mission,
    Status,
    TimeEntry,
)

LONGEST_DAYS = 366
AHEAD = timedelta(minutes=1)
"""How far the clock that wrote a file may go before ours."""
BEFORE = 0
"""The stretch of time from elsewhere: before any that a mission has here."""
TIMED = ("started_at", "ended_at", "is_backdated")
CLAIMED = ("claimed_on", "claimed_seconds")
COLUMNS = frozenset(field.attname for field in TimeEntry._meta.concrete_fields)
FINGERPRINTED = ("mission_id", "kind", *TIMED, *CLAIMED, "discarded_at")


@dataclass
class Share:
    """What one mission gets of an import."""

    mission: int
    is_new: bool
    entries: int = 0
    seconds: int = 0


@dataclass
class EntryWriter:
    """Rows of one file as entries of one person; tells which missions got what."""

    source: Source
    kind: Kind
    options: Options
    file_name: str
    questions: list[Question] = field(default_factory=list)
    shares: dict[str, Share] = field(default_factory=dict)

    @property
    def table(self) -> str:
        return self.kind.table

    @property
    def target_table(self) -> str:
        return TimeEntry._meta.db_table

    def read(self, record: Record) -> Mapped:
        """Refusals name the file, the line and the reason."""
        try:
            if isinstance(record, Line) and record.broken:
                raise BadRow(f"{record.broken}.")
            row = self.kind.read(record, self.options)
            self._name(row)
            self._refuse_impossible(row)
        except AsksBack as error:
            self.questions.append(error.question)
            raise BadRow(self._placed(record, error)) from error
        except BadRow as error:
            raise BadRow(self._placed(record, error)) from error
        return row

    def create(self, rows: list[Mapped]) -> list[str]:
        acts.lock(self.source.owner)
        if len(rows) == 1:
            self._meet_overlap(rows[0])
        found = naming.missions_for(self.source, rows)
        _shelve_before(found, rows)
        made = [self._entry(row, one.mission) for row, one in zip(rows, found, strict=True)]
        try:
            TimeEntry.objects.bulk_create(made)
        except IntegrityError as error:
            raise BadRow("One of several entries overlaps another.") from error
        timekeeping.count_all(self.source.owner, made)
        self._tell(found, made)
        acts.announce(self.source.owner)
        return [str(entry.pk) for entry in made]

    def update(self, key: str, row: Mapped) -> None:
        acts.lock(self.source.owner)
        entry = TimeEntry.objects.select_related("mission").get(pk=key)
        if entry.mission.status not in OPEN or entry.mission.is_in_trash:
            reason = "its mission is finished here, so ours was kept"
            raise BadRow(self._placed(row.record, f"It changed in the source; {reason}."))
        self._meet_overlap(row, but=entry.pk)
        (found,) = naming.missions_for(self.source, [row])
        before, touched = copy.copy(entry), {entry.mission_id, found.mission.pk}
        for name, value in vars(self._entry(row, found.mission)).items():
            if name in {*FINGERPRINTED, "close_reason", "zone", "day_start_hour"}:
                setattr(entry, name, value)
        entry.mission = found.mission
        entry.save()
        timekeeping.recount(before, entry)
        for mission in Mission.objects.filter(pk__in=touched):
            timekeeping.refresh(mission)
            mission.save(update_fields=timekeeping.TIME_FIELDS)

    def fingerprints(self, keys: Sequence[str]) -> dict[str, str]:
        rows = TimeEntry.objects.filter(pk__in=keys)
        return {
            str(row.pk): digest({name: str(getattr(row, name)) for name in FINGERPRINTED})
            for row in rows
        }

    def _name(self, row: Mapped) -> None:
        is_own = "mission_key" in row.fields
        name = row.fields["words"] if is_own else naming.name_of(row, self.options.name_by)
        row.fields["name"] = naming.cut(name)
        if row.fields["name"] != name:
            row.put_aside("name", name, "cut to the length that a mission's name may have")

    def _refuse_impossible(self, row: Mapped) -> None:
        start, end = row.fields.get("started_at"), row.fields.get("ended_at")
        day = row.fields.get("claimed_on")
        today = desk.rule_of(self.source.owner).day_of(self.source.now + timedelta(days=1))
        if (end and end > self.source.now + AHEAD) or (day and day > today):
            raise BadRow("It lies in the future.")
        if start and end and end - start > timedelta(days=LONGEST_DAYS):
            raise BadRow(f"It lasts longer than {LONGEST_DAYS} days.")

    def _placed(self, record: Record, error: object) -> str:
        number = record.number if isinstance(record, Line) else 0
        return f"{self.file_name}, line {number}: {error}" if number else str(error)

    def _meet_overlap(self, row: Mapped, *, but: int = 0) -> None:
        """Claim what overlaps another entry if that was chosen; else refuse it by name."""
        other = self._overlapped(row, but)
        if other is None:
            return
        if self.options.overlaps != KEEP:
            end = f"{other.ended_at:%H:%M:%S}" if other.ended_at else "now"
            sentence = (
                f"It overlaps your entry of {other.begun:%Y-%m-%d %H:%M:%S} to {end} UTC "
                f"on “{other.mission.name}”."
            )
            raise BadRow(self._placed(row.record, sentence))
        start, end = row.fields.pop("started_at"), row.fields.pop("ended_at")
        row.fields |= {
            "kind": EntryKind.CLAIMED,
            "claimed_on": desk.rule_of(self.source.owner).day_of(start),
            "claimed_seconds": int((end - start).total_seconds()),
        }
        row.put_aside("overlap", [start, end], "overlaps another entry, so it was claimed")

    def _overlapped(self, row: Mapped, but: int) -> TimeEntry | None:
        start = row.fields.get("started_at")
        if start is None or row.fields.get("discarded_at"):
            return None
        mine = Span(but, start, row.fields["ended_at"])
        return neighbours.in_the_way(self.source.owner, mine)

    def _entry(self, row: Mapped, mission: Mission) -> TimeEntry:
        given = {name: value for name, value in row.fields.items() if name in COLUMNS}
        rule = desk.rule_of(self.source.owner)
        defaults: dict[str, Any] = {
            "source": EntrySource.IMPORT,
            "zone": rule.zone,
            "day_start_hour": rule.start_hour,
            "created_at": self.source.now,
            "stretch": BEFORE,
        }
        entry = TimeEntry(owner=self.source.owner, mission=mission, **(defaults | given))
        if entry.claimed_on is not None:
            entry.close_reason, entry.is_backdated = CloseReason.RUNNING, False
        elif not entry.close_reason:
            entry.close_reason = CloseReason.SHELVE
        if mission.status != Status.TODO:
            entry.stretch = min(entry.stretch, mission.stretch - 1)
        return entry

    def _tell(self, found: list[Found], made: list[TimeEntry]) -> None:
        for one, entry in zip(found, made, strict=True):
            fresh = Share(one.mission.pk, one.is_new)
            share = self.shares.setdefault(one.mission.name, fresh)
            share.entries += 1
            if entry.discarded_at is None:
                share.seconds += entry.seconds_at(entry.created_at)


def _shelve_before(found: list[Found], rows: list[Mapped]) -> None:
    """Let a mission to do begin a stretch of its own after those that come in for it."""
    reached: defaultdict[int, int] = defaultdict(int)
    for one, row in zip(found, rows, strict=True):
        pk = one.mission.pk
        reached[pk] = max(reached[pk], row.fields.get("stretch", BEFORE))
    todo = Mission.objects.filter(pk__in=reached, status=Status.TODO)
    for pk, stretch in todo.values_list("pk", "stretch"):
        if stretch <= reached[pk]:
            Mission.objects.filter(pk=pk).update(stretch=reached[pk] + 1)
