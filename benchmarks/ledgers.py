"""The rows that follow from a desk's missions and entries: ledgers, threads and day sums."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from benchmarks import texts
from benchmarks.plan import EVERGREEN
from benchmarks.rows import Desk
from missions import scoring
from missions.models import DayTotal, HistoryEntry, HourTotal, LocalDay, Note, ScoreKind, XpEntry

THREAD_EVERY = 5
NOTE_EVERY = 10
EVERGREEN_LINES_EVERY = 50
FEWEST_EVERGREEN_LINES = 60


def xp_entries(desk: Desk) -> Iterator[XpEntry]:
    for line in desk.scored:
        yield XpEntry(
            owner=desk.owner,
            key=f"mission:{line.mission_id}:1",
            action=ScoreKind.COMPLETION,
            amount=scoring.xp(line.score),
            at=line.at,
            day=line.day,
            mission_id=line.mission_id,
        )


def history(desk: Desk) -> Iterator[HistoryEntry]:
    lines = max(FEWEST_EVERGREEN_LINES, desk.plan.size.missions // EVERGREEN_LINES_EVERY)
    yield from _thread(desk, EVERGREEN, lines)
    for line in desk.scored:
        number = line.mission_id
        length = 4 if number % THREAD_EVERY == 0 else 0
        yield from _thread(desk, number, length)
        body = {"elapsed": line.seconds, "valor": float(line.valor), "score": float(line.score)}
        yield HistoryEntry(
            mission_id=number,
            sequence=length + 1,
            at=line.at,
            actor="carbondev",
            action="complete",
            body=body,
        )


def _thread(desk: Desk, number: int, length: int) -> Iterator[HistoryEntry]:
    """Curator and human in turns, an hour apart."""
    for sequence in range(1, length + 1):
        is_curator = sequence % 2 == 1
        said = texts.SENTENCES[(number + sequence) % len(texts.SENTENCES)]
        body: dict[str, Any] = {"curatorMsg": said, "silicondevConfidence": 0.7}
        if not is_curator:
            body = {"carbondevMsg": said, "rating": sequence % 10}
        yield HistoryEntry(
            mission_id=number,
            sequence=sequence,
            at=desk.plan.created(number) + timedelta(hours=sequence),
            actor="curator" if is_curator else "carbondev",
            action="mature" if is_curator else "answer",
            body=body,
        )


def notes(desk: Desk) -> Iterator[Note]:
    for number in (*[EVERGREEN] * 5, *range(NOTE_EVERY, len(desk.plan.fates), NOTE_EVERY)):
        yield Note(
            mission_id=number,
            author=desk.owner,
            at=desk.plan.created(number),
            message=texts.SENTENCES[number % len(texts.SENTENCES)],
        )


def day_totals(desk: Desk) -> Iterator[DayTotal]:
    for (day, number), sums in desk.totals.items():
        yield DayTotal(
            owner=desk.owner,
            day=day,
            mission_id=number,
            timed_seconds=sums.timed,
            claimed_seconds=sums.claimed,
        )


def hour_totals(desk: Desk) -> Iterator[HourTotal]:
    for (day, hour), seconds in sorted(desk.hours.items()):
        yield HourTotal(owner=desk.owner, day=day, hour=hour, seconds=seconds)


def local_days(desk: Desk) -> Iterator[LocalDay]:
    for day, sums in sorted(desk.days.items()):
        yield LocalDay(
            owner=desk.owner,
            day=day,
            timed_seconds=sums.timed,
            claimed_seconds=sums.claimed,
            score=sums.score,
            imported_score=sums.imported_score,
            done_count=sums.done,
        )
