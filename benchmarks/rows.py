"""Turns a plan into the rows the app itself would have written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from benchmarks import texts
from benchmarks.plan import ENDED, ZONE, Fate, Piece, Plan
from devcraft.models import User
from missions import scoring
from missions.days import DayRule, split_hours
from missions.models import (
    CloseReason,
    EntryKind,
    EntrySource,
    Mission,
    Origin,
    ScoreEntry,
    ScoreKind,
    Status,
    TimeEntry,
)

STATUS = {
    Fate.DONE: Status.DONE,
    Fate.IMPORTED: Status.DONE,
    Fate.ARCHIVED_DONE: Status.ARCHIVED,
    Fate.ARCHIVED_TODO: Status.ARCHIVED,
    Fate.PAUSED: Status.WIP,
    Fate.RUNNING: Status.WIP,
}
LAST_REASON = {
    Fate.DONE: CloseReason.COMPLETE,
    Fate.ARCHIVED_DONE: CloseReason.COMPLETE,
    Fate.SHELVED: CloseReason.SHELVE,
}
RULE = DayRule(ZONE)
RUNNING_FOR = timedelta(minutes=25)
IRL_SECONDS = 1800
IMPORTED_SECONDS = 2700
AWAITING_EVERY = 250
UNRATED = Decimal(5)
SCATTER = 2_654_435_761


@dataclass
class Tally:
    """What the pieces of one mission add up to."""

    first: datetime
    last: datetime
    seconds: int = 0
    gap_seconds: int = 0

    def add(self, piece: Piece) -> None:
        self.gap_seconds += int((piece.start - self.last).total_seconds())
        self.last = piece.end
        self.seconds += int((piece.end - piece.start).total_seconds())


@dataclass
class DaySums:
    timed: int = 0
    claimed: int = 0
    score: Decimal = Decimal(0)
    imported_score: Decimal = Decimal(0)
    done: int = 0


@dataclass
class Desk:
    """The rows of one person's desk. Read `timed_entries` to its end first: the rest adds up."""

    plan: Plan
    owner: User
    tallies: dict[int, Tally] = field(default_factory=dict)
    claims: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    totals: dict[tuple[date, int], DaySums] = field(default_factory=lambda: defaultdict(DaySums))
    days: dict[date, DaySums] = field(default_factory=lambda: defaultdict(DaySums))
    hours: dict[tuple[date, int], int] = field(default_factory=lambda: defaultdict(int))
    scored: list[ScoreEntry] = field(default_factory=list)

    def timed_entries(self) -> Iterator[TimeEntry]:
        for piece in self.plan.pieces():
            tally = self.tallies.setdefault(piece.mission, Tally(piece.start, piece.start))
            tally.add(piece)
            self._count(piece.start.date(), piece.mission, piece.end - piece.start)
            for place, seconds in split_hours(piece.start, piece.end, RULE).items():
                self.hours[place] += seconds
            yield self._timed(piece)
        started = self.plan.now - RUNNING_FOR
        number = self.plan.size.missions
        tally = self.tallies[number]
        tally.gap_seconds += int((started - tally.last).total_seconds())
        yield TimeEntry(
            owner=self.owner, mission_id=number, started_at=started, zone=ZONE, created_at=started
        )

    def _timed(self, piece: Piece) -> TimeEntry:
        fate = self.plan.fates[piece.mission]
        reason = CloseReason.PAUSE if piece.start.second % 2 else CloseReason.SWITCH
        if piece.is_last:
            reason = LAST_REASON.get(fate, CloseReason.PAUSE)
        return TimeEntry(
            owner=self.owner,
            mission_id=piece.mission,
            started_at=piece.start,
            ended_at=piece.end,
            close_reason=reason,
            zone=ZONE,
            created_at=piece.start,
        )

    def _count(self, day: date, number: int, timed: timedelta) -> None:
        seconds = int(timed.total_seconds())
        self.totals[day, number].timed += seconds
        self.days[day].timed += seconds

    def claimed_entries(self) -> Iterator[TimeEntry]:
        for number, fate in self.plan.fates.items():
            if fate is Fate.IMPORTED:
                ended = self.plan.created(number) + timedelta(hours=5)
                yield self._claimed(number, ended, IMPORTED_SECONDS, EntrySource.IMPORT)
            elif number in self.plan.irl:
                yield self._claimed(number, self.tallies[number].last, IRL_SECONDS, EntrySource.IRL)

    def _claimed(self, number: int, at: datetime, seconds: int, source: str) -> TimeEntry:
        day = at.astimezone(self.owner.tz).date()
        self.claims[number] += seconds
        self.totals[day, number].claimed += seconds
        self.days[day].claimed += seconds
        return TimeEntry(
            owner=self.owner,
            mission_id=number,
            kind=EntryKind.CLAIMED,
            source=source,
            claimed_on=day,
            claimed_seconds=seconds,
            zone=ZONE,
            created_at=at,
        )

    def missions(self) -> Iterator[Mission]:
        place = 0
        for number, fate in self.plan.fates.items():
            mission = self._plain(number, fate)
            if fate is Fate.QUEUED:
                place += 1
                mission.queue_position = place
            elif fate is Fate.IMPORTED:
                self._import(mission)
            elif number in self.tallies:
                self._work(mission, fate, self.tallies[number])
            yield mission

    def _plain(self, number: int, fate: Fate) -> Mission:
        created = self.plan.created(number)
        is_rare = number % (self.plan.size.missions // texts.RARE_COUNT) == 5
        is_todo = fate is Fate.TODO
        urgency, easiness, impact = _factors(number)
        return Mission(
            id=number,
            owner=None if fate is Fate.SHARED else self.owner,
            name=texts.name_of(number),
            description=texts.description_of(number, has_rare_word=is_rare),
            carbon_description=texts.SENTENCES[number % 7] if number % 4 == 0 else "",
            status=STATUS.get(fate, Status.TODO),
            archived_from={Fate.ARCHIVED_DONE: "done", Fate.ARCHIVED_TODO: "todo"}.get(fate, ""),
            urgency=urgency,
            easiness=easiness,
            impact=impact,
            maturity_level=0 if is_rare else number % 5,
            assigned_to=texts.RARE_ASSIGNEE if is_rare else texts.cycled(texts.ASSIGNEES, number),
            quest_name=texts.cycled(texts.QUESTS, number),
            dharma_path=texts.RARE_DHARMA if is_rare else texts.cycled(texts.DHARMA, number),
            awaiting_answer_at=created if is_todo and number % AWAITING_EVERY == 10 else None,
            stretch=2 if fate is Fate.SHELVED else 1,
            is_paused=fate is Fate.PAUSED,
            trashed_at=self.plan.now - timedelta(days=1) if fate is Fate.TRASHED else None,
            created_at=created,
            updated_at=created,
        )

    def _import(self, mission: Mission) -> None:
        """Times and score are facts of the source; our formula has no say in them."""
        mission.origin = Origin.IMPORTED
        mission.valor = Decimal(1)
        mission.score = Decimal(20 + mission.pk % 50)
        mission.started_at = mission.created_at
        mission.ended_at = mission.created_at + timedelta(hours=5)
        mission.actual_seconds = self.claims[mission.pk]
        day = mission.ended_at.astimezone(self.owner.tz).date()
        self.days[day].imported_score += mission.score

    def _work(self, mission: Mission, fate: Fate, tally: Tally) -> None:
        mission.actual_seconds = tally.seconds + self.claims.get(mission.pk, 0)
        mission.updated_at = tally.last
        if fate is Fate.SHELVED:
            return
        mission.started_at = tally.first
        mission.total_paused_ms = tally.gap_seconds * 1000
        if fate is Fate.PAUSED:
            mission.paused_at = tally.last
        if fate in ENDED:
            mission.ended_at = tally.last
            mission.valor = Decimal(5 + mission.pk % 11) / 10
            self._score(mission, tally.last)

    def _score(self, mission: Mission, at: datetime) -> None:
        worth = scoring.score(mission.actual_seconds, _given(mission.valor), mission.exact_priority)
        mission.score = worth
        day = self.days[at.date()]
        day.score += worth
        day.done += 1
        self.scored.append(
            ScoreEntry(
                owner=self.owner,
                mission_id=mission.pk,
                sequence=1,
                kind=ScoreKind.COMPLETION,
                at=at,
                day=at.date(),
                seconds=mission.actual_seconds,
                valor=_given(mission.valor),
                urgency=mission.urgency,
                easiness=mission.easiness,
                impact=mission.impact,
                score=worth,
                delta=worth,
            )
        )


def _factors(number: int) -> tuple[Decimal, Decimal, Decimal]:
    """Half of the missions were never rated; the others hold half steps from 1 to 10."""
    scattered = number * SCATTER % 2**32
    if number % 2:
        return UNRATED, UNRATED, UNRATED
    steps = (scattered % 19, scattered // 19 % 19, scattered // 361 % 19)
    urgency, easiness, impact = (Decimal(2 + step) / 2 for step in steps)
    return urgency, easiness, impact


def _given(valor: Decimal | None) -> Decimal:
    return scoring.DEFAULT_VALOR if valor is None else valor
