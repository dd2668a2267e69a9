"""Where points may have become easier than the work was: facts from ledgers, no verdicts.

Everything is about missions whose points count for days of the period, and about time in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from devcraft.models import User
from missions.models import EntryEdit, EntrySource, HistoryEntry, ScoreEntry, ScoreKind, TimeEntry
from missions.reports.periods import Period

MOST_LINES = 2_000
MOST_SHOWN = 50
SHORTLY = timedelta(days=7)
FACTORS = ("urgency", "easiness", "impact", "valor")
LINE = ("id", "mission_id", "sequence", "kind", "at", "day", "seconds", *FACTORS, "score", "reason")
OF_MISSION = tuple(
    f"mission__{name}" for name in ("name", "actual_seconds", "total_paused_ms", "score")
)


@dataclass(frozen=True)
class Change:
    """One factor before and after, as people read it."""

    factor: str
    old: Decimal
    new: Decimal

    @property
    def is_easier(self) -> bool:
        """All factors multiply, so a larger one makes the same minutes worth more."""
        return self.new > self.old


@dataclass(frozen=True)
class Rerating:
    """A line of the ledger that came after the first: what it changed, and the old score."""

    line: ScoreEntry
    old_score: Decimal
    changes: list[Change]

    @property
    def step(self) -> Decimal:
        return self.line.score - self.old_score


@dataclass(frozen=True)
class Easing:
    """Something within seven days before completion that made the score larger."""

    line: ScoreEntry
    at: datetime
    changes: list[Change]
    entry: TimeEntry | None = None


def lines_of(user: User, period: Period) -> list[ScoreEntry]:
    """The ledger of missions whose points count for days of PERIOD, the newest lines first."""
    mine = ScoreEntry.objects.filter(owner=user)
    counted = mine.filter(day__gte=period.first, day__lte=period.last)
    lines = mine.filter(mission__in=counted.values("mission")).select_related("mission")
    return list(lines.only(*LINE, *OF_MISSION).order_by("-id")[:MOST_LINES])


def by_mission(lines: Iterable[ScoreEntry]) -> list[list[ScoreEntry]]:
    """LINES of each mission, oldest first."""
    found: dict[int, list[ScoreEntry]] = {}
    for line in lines:
        found.setdefault(line.mission_id, []).append(line)
    return [sorted(mine, key=lambda line: line.sequence) for mine in found.values()]


def reratings(ledgers: Iterable[Sequence[ScoreEntry]]) -> list[Rerating]:
    """Lines that changed a score that stood already, the newest first."""
    found = []
    for ledger in ledgers:
        before: ScoreEntry | None = None
        for line in ledger:
            if line.kind == ScoreKind.REOPENING:
                continue
            changes = _changes(before, line) if before else []
            if before and changes:
                found.append(Rerating(line, before.score, changes))
            before = line
    return sorted(found, key=lambda one: one.line.pk, reverse=True)


def _changes(before: ScoreEntry, after: ScoreEntry) -> list[Change]:
    changes = [Change(name, getattr(before, name), getattr(after, name)) for name in FACTORS]
    changes.append(Change("minutes", Decimal(before.seconds) / 60, Decimal(after.seconds) / 60))
    return [change for change in changes if change.old != change.new]


def completions(ledgers: Iterable[Sequence[ScoreEntry]]) -> list[ScoreEntry]:
    """The last completion of each mission."""
    last = (
        [line for line in ledger if line.kind == ScoreKind.COMPLETION][-1:] for ledger in ledgers
    )
    return [line for found in last for line in found]


def easings(completed: Sequence[ScoreEntry]) -> list[Easing]:
    """Edits of the mission or of its time, and hand-made time, shortly before COMPLETED that
    made it worth more.
    """
    if not completed:
        return []
    found = [*_edits(completed), *_time_by_hand(completed)]
    return sorted(found, key=lambda one: (one.at, one.line.pk), reverse=True)


def _edits(completed: Sequence[ScoreEntry]) -> Iterable[Easing]:
    edits = HistoryEntry.objects.filter(_shortly(completed), action="edit").order_by("-sequence")
    edits = edits.filter(mission__in=[line.mission_id for line in completed])
    by_key = {line.mission_id: line for line in completed}
    later = {line.mission_id: {name: getattr(line, name) for name in FACTORS} for line in completed}
    for edit in edits:
        line, known = by_key[edit.mission_id], later[edit.mission_id]
        before = _factors_in(edit)
        changes = [
            Change(name, old, known[name]) for name, old in before.items() if old < known[name]
        ]
        known |= before
        if changes and line.at - SHORTLY <= edit.at <= line.at:
            yield Easing(line, edit.at, changes)


def _factors_in(edit: HistoryEntry) -> dict[str, Decimal]:
    """The factors that EDIT replaced, as they were."""
    before = edit.body.get("before")
    rows = before.items() if isinstance(before, dict) else ()
    numbers = {name: _number(old) for name, old in rows if name in FACTORS}
    return {name: old for name, old in numbers.items() if old is not None}


def _shortly(completed: Sequence[ScoreEntry], field: str = "at") -> Q:
    """Whether FIELD lies in the days that can be shortly before any of COMPLETED."""
    moments = [line.at for line in completed]
    return Q(**{f"{field}__gte": min(moments) - SHORTLY, f"{field}__lte": max(moments)})


def _number(value: object) -> Decimal | None:
    """A factor as the history keeps it; None for none, and for what an import left there."""
    try:
        found = Decimal(str(value))
    except ArithmeticError:
        return None
    return found if found.is_finite() else None


def _time_by_hand(completed: Sequence[ScoreEntry]) -> Iterable[Easing]:
    """Time logged by hand, clocks whose end was typed in, and entries made longer later."""
    by_key = {line.mission_id: line for line in completed}
    told = set()
    for entry in _by_hand_or_edited(completed)[:MOST_LINES]:
        line, at = by_key[entry.mission_id], entry.ended_at or entry.created_at
        is_new, edited = entry.pk not in told, entry.edit_at
        told.add(entry.pk)
        if is_new and entry.is_by_hand and line.at - SHORTLY <= at <= line.at:
            yield Easing(line, at, [], entry)
        if edited and line.at - SHORTLY <= edited <= line.at:
            old, new = _minutes(entry.edit_before, line), _minutes(entry.edit_after, line)
            if old is not None and new is not None and old < new:
                yield Easing(line, edited, [Change("minutes", old, new)])


def _by_hand_or_edited(completed: Sequence[ScoreEntry]) -> QuerySet[Any]:
    """Entries of the missions of COMPLETED, once with each edit shortly before; what changed
    later is told by its edits.
    """
    changed = EntryEdit.objects.filter(entry=OuterRef("pk"), act="change")
    typed_in = Q(is_backdated=True) & ~Exists(changed)
    entries = TimeEntry.objects.filter(mission__in=[line.mission_id for line in completed])
    found = entries.annotate(
        is_by_hand=Q(discarded_at=None) & (Q(source=EntrySource.IRL) | typed_in),
        edit=FilteredRelation("edits", condition=_shortly(completed, "edits__at")),
        edit_at=F("edit__at"),
        edit_before=F("edit__before"),
        edit_after=F("edit__after"),
    )
    return found.filter(Q(is_by_hand=True) | Q(edit_at__isnull=False)).order_by("-id", "-edit__id")


def _minutes(values: dict[str, Any], line: ScoreEntry) -> Decimal | None:
    """What an entry held for the mission of LINE; None while its clock ran or it was not there."""
    if not values or (values["started_at"] and not values["ended_at"]):
        return None
    if values["mission_id"] != line.mission_id or values["discarded_at"]:
        return Decimal(0)
    if values["claimed_seconds"] is not None:
        return Decimal(values["claimed_seconds"]) / 60
    start, end = (datetime.fromisoformat(values[name]) for name in ("started_at", "ended_at"))
    return Decimal(int((end - start).total_seconds())) / 60
