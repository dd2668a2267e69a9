"""Mission rows: the mission, its claimed time, history, notes and imported score."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F

from devcraft.imports import ANOTHER_DATABASE, BadRow, Mapped, Record, Source, digest
from missions import desk, queue, timekeeping
from missions.models import (
    DayTotal,
    EntryKind,
    EntrySource,
    ExecutionMode,
    HistoryEntry,
    Horizon,
    LocalDay,
    Mission,
    Note,
    Origin,
    Status,
    TimeEntry,
)
from missions.models.missions import NAME_LENGTH
from missions.oasis import threads, values

ASSIGNEES_NOW = {"player1": "carbondev", "dev": "carbondev"}
READY_LEVEL = 3
FINGERPRINTED = (
    "name", "description", "status", "archived_from", "urgency", "easiness", "impact",
    "valor", "score", "actual_seconds", "horizon", "target_seconds", "is_irl",
    "maturity_level", "assigned_to", "execution_mode", "carbon_description",
    "silicon_description", "acceptance_criteria", "flawless_percent", "reviewer_score",
    "tester_score", "gamer_score", "gamer_verdict", "execution_phase", "execution_round",
    "image_url", "dharma_path", "quest_name", "trashed_at",
)  # fmt: skip


@dataclass(frozen=True)
class MissionWriter:
    """Missions of one source for one owner."""

    source: Source
    table: str = "Mission"
    target_table: str = "missions_mission"

    def read(self, record: Record) -> Mapped:
        row = Mapped(record, {})
        _read_words(row)
        _read_state(row)
        _read_scores(row)
        _read_times(row)
        threads.read(row)
        return row

    def create(self, rows: list[Mapped]) -> list[str]:
        missions = Mission.objects.bulk_create(
            Mission(owner=self.source.owner, origin=Origin.IMPORTED, **_columns(row))
            for row in rows
        )
        for mission, row in zip(missions, rows, strict=True):
            row.fields["mission"] = mission
        _write_time(self.source, rows)
        HistoryEntry.objects.bulk_create(entry for row in rows for entry in threads.history_of(row))
        Note.objects.bulk_create(note for row in rows for note in threads.notes_of(row))
        return [str(mission.pk) for mission in missions]

    def update(self, key: str, row: Mapped) -> None:
        mission = Mission.objects.get(pk=key)
        if mission.created_at != row.fields["created_at"]:
            raise BadRow(ANOTHER_DATABASE)
        _withdraw_time(mission)
        for name, value in _columns(row).items():
            setattr(mission, name, value)
        mission.revision += 1
        mission.save()
        row.fields["mission"] = mission
        _write_time(self.source, [row])
        threads.append_new(row)

    def fingerprints(self, keys: Sequence[str]) -> dict[str, str]:
        rows = Mission.objects.filter(pk__in=keys)
        return {
            str(row.pk): digest({name: str(getattr(row, name)) for name in FINGERPRINTED})
            for row in rows
        }


def _columns(row: Mapped) -> dict[str, Any]:
    names = {field.attname for field in Mission._meta.concrete_fields}
    return {name: value for name, value in row.fields.items() if name in names}


def _read_words(row: Mapped) -> None:
    raw, fields = row.record.values, row.fields
    fields["name"] = values.needed_text("name", raw.get("name"), most=NAME_LENGTH)
    for name, column in (
        ("description", "description"),
        ("carbonDescription", "carbon_description"),
        ("siliconDescription", "silicon_description"),
        ("acceptanceCriteria", "acceptance_criteria"),
        ("imageUrl", "image_url"),
    ):
        fields[column] = values.text(name, raw.get(name))
    fields["gamer_verdict"] = values.text("gamerVerdict", raw.get("gamerVerdict"), most=40)
    fields["execution_phase"] = values.text("executionPhase", raw.get("executionPhase"), most=40)
    fields["dharma_path"] = values.text("dharmaPath", raw.get("dharmaPath"), most=200)
    fields["quest_name"] = values.text("questName", raw.get("questName"), most=200)
    assigned = values.text("assignedTo", raw.get("assignedTo"), most=80)
    if assigned in ASSIGNEES_NOW:
        row.put_aside("assignedTo", assigned, f"renamed to {ASSIGNEES_NOW[assigned]}")
    fields["assigned_to"] = ASSIGNEES_NOW.get(assigned, assigned)


def _read_state(row: Mapped) -> None:
    raw, fields = row.record.values, row.fields
    fields["status"] = values.one_of("status", raw.get("status"), tuple(Status.values))
    fields["horizon"] = values.one_of("horizon", raw.get("horizon"), tuple(Horizon.values))
    fields["execution_mode"] = values.one_of(
        "executionMode", raw.get("executionMode"), tuple(ExecutionMode.values)
    )
    fields["maturity_level"] = values.whole("maturityLevel", raw.get("maturityLevel"), most=8) or 0
    fields["is_irl"] = bool(values.boolean("isIRL", raw.get("isIRL")))
    target = values.whole("targetSeconds", raw.get("targetSeconds"), most=2**31 - 1)
    if target == 0:
        row.put_aside("targetSeconds", 0, "no time box is stored as none")
    fields["target_seconds"] = target or None
    most = 2**31 - 1
    fields["curator_queue_position"] = values.whole(
        "curatorQueuePosition", raw.get("curatorQueuePosition"), least=-most, most=most
    )
    fields["execution_round"] = (
        values.whole("executionRound", raw.get("executionRound"), most=most) or 0
    )
    row.fields["place"] = _queue_place(row)


def _queue_place(row: Mapped) -> int | None:
    place = row.record.values.get("queuePosition")
    if place is None:
        return None
    found = values.whole("queuePosition", place, least=-(2**31), most=2**31 - 1)
    if row.fields["status"] != Status.TODO:
        row.put_aside("queuePosition", found, "only a mission to do stands in the queue")
        return None
    return found


def _read_scores(row: Mapped) -> None:
    raw, fields = row.record.values, row.fields
    for name in ("urgency", "easiness", "impact"):
        found = values.exact(name, raw.get(name, 5), least=1, most=10, places=2)
        fields[name] = Decimal(5) if found is None else found
    fields["valor"] = values.exact("valor", raw.get("valor"), least=0, most=2, places=2)
    for name, column in (
        ("flawlessPercent", "flawless_percent"),
        ("reviewerScore", "reviewer_score"),
        ("testerScore", "tester_score"),
        ("gamerScore", "gamer_score"),
    ):
        fields[column] = values.number(name, raw.get(name), least=0, most=100)
    score = values.number("score", raw.get("score"), least=-1e10, most=1e10)
    fields["score"] = None if score is None else round(Decimal(repr(score)), 4)
    if score is not None and fields["score"] != Decimal(repr(score)):
        row.unmapped["score"] = score
    priority = values.number("priority", raw.get("priority"), least=-1e9, most=1e9)
    computed = float(fields["urgency"] * fields["easiness"] * fields["impact"] / 125)
    if priority is not None and abs(priority - computed) > 1e-9:
        row.put_aside("priority", priority, "computed anew from urgency, easiness and impact")


def _read_times(row: Mapped) -> None:
    raw, fields = row.record.values, row.fields
    fields["created_at"] = values.needed_moment("createdAt", raw.get("createdAt"))
    fields["updated_at"] = values.moment("updatedAt", raw.get("updatedAt")) or fields["created_at"]
    started = values.moment("startedAt", raw.get("startedAt"))
    ended = values.moment("endedAt", raw.get("endedAt"))
    paused_at = values.moment("pausedAt", raw.get("pausedAt"))
    paused_ms = values.whole("totalPausedMs", raw.get("totalPausedMs")) or 0
    is_paused = bool(values.boolean("isPaused", raw.get("isPaused")))
    fields["seconds"] = values.whole("actualSeconds", raw.get("actualSeconds"), most=10**12) or 0
    status = fields["status"]
    is_over = status == Status.DONE or (
        status == Status.ARCHIVED and (ended is not None or fields["score"] is not None)
    )
    fields["archived_from"] = ""
    if status == Status.ARCHIVED:
        fields["archived_from"] = Status.DONE if is_over else Status.TODO
    fields["is_paused"] = status == Status.WIP
    if is_over:
        fields |= {"started_at": started, "ended_at": ended, "total_paused_ms": paused_ms}
        _put_aside_open_pause(row, paused_at, is_paused=is_paused)
    else:
        fields |= {"started_at": None, "ended_at": None, "total_paused_ms": 0}
        _put_aside_stretch(row, started, ended, paused_at, paused_ms)
    fields["worked_at"] = ended or started or fields["created_at"]


def _put_aside_open_pause(row: Mapped, paused_at: datetime | None, *, is_paused: bool) -> None:
    if is_paused or paused_at is not None:
        raw = row.record.values.get("pausedAt")
        row.put_aside("pausedAt", raw, "a finished mission has no open pause")


def _put_aside_stretch(
    row: Mapped,
    started: datetime | None,
    ended: datetime | None,
    paused_at: datetime | None,
    paused_ms: int,
) -> None:
    """An import never runs a clock: the open stretch is kept raw and reported."""
    names = ("startedAt", "endedAt", "isPaused", "pausedAt", "totalPausedMs")
    if not (started or ended or paused_at or paused_ms):
        return
    stretch = {name: row.record.values.get(name) for name in names}
    rule = (
        "arrives paused; its open stretch is kept raw"
        if row.fields["status"] == Status.WIP
        else "times of a mission that is not done are kept raw"
    )
    row.put_aside("stretch", stretch, rule)


def _write_time(source: Source, rows: list[Mapped]) -> None:
    """Claimed entries, day totals and imported points, summed before they are written."""
    rule = desk.rule_of(source.owner)
    entries = []
    for row in rows:
        mission: Mission = row.fields["mission"]
        is_scored = mission.score is not None and mission.ended_at is not None
        if not (row.fields["seconds"] or is_scored or mission.score is not None):
            continue
        entries.append(
            TimeEntry(
                owner=source.owner,
                mission=mission,
                kind=EntryKind.CLAIMED,
                source=EntrySource.IMPORT,
                claimed_on=rule.day_of(row.fields["worked_at"]),
                claimed_seconds=row.fields["seconds"],
                zone=rule.zone,
                day_start_hour=rule.start_hour,
                created_at=source.now,
            )
        )
    TimeEntry.objects.bulk_create(entries)
    _add_days(source, entries)
    for row in rows:
        mission = row.fields["mission"]
        mission.actual_seconds = row.fields["seconds"]
    Mission.objects.bulk_update([row.fields["mission"] for row in rows], ["actual_seconds"])


def _add_days(source: Source, entries: list[TimeEntry]) -> None:
    seconds: Counter[tuple[date, int]] = Counter()
    by_day: defaultdict[date, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for entry in entries:
        if entry.claimed_on is None:
            continue
        seconds[entry.claimed_on, entry.mission_id] += entry.claimed_seconds or 0
        by_day[entry.claimed_on][0] += entry.claimed_seconds or 0
        if is_imported_score(entry.mission):
            by_day[entry.claimed_on][1] += entry.mission.score or 0
    DayTotal.objects.bulk_create(
        DayTotal(owner=source.owner, day=day, mission_id=mission, claimed_seconds=claimed)
        for (day, mission), claimed in seconds.items()
    )
    for day, (claimed, points) in by_day.items():
        stored = timekeeping.day_row(source.owner, day)
        LocalDay.objects.filter(pk=stored.pk).update(
            claimed_seconds=F("claimed_seconds") + int(claimed),
            imported_score=F("imported_score") + points,
        )


def is_imported_score(mission: Mission) -> bool:
    return mission.score is not None and mission.status in (Status.DONE, Status.ARCHIVED)


def _withdraw_time(mission: Mission) -> None:
    """Take back what an earlier import counted for MISSION, before it is written anew."""
    for entry in mission.time_entries.counted().filter(source=EntrySource.IMPORT):
        if entry.claimed_on is None:
            continue
        timekeeping.count(entry, sign=-1)
        if is_imported_score(mission):
            stored = timekeeping.day_row(entry.owner, entry.claimed_on)
            LocalDay.objects.filter(pk=stored.pk).update(
                imported_score=F("imported_score") - (mission.score or 0)
            )
        mission.day_totals.filter(day=entry.claimed_on, timed_seconds=0, claimed_seconds=0).delete()
        entry.delete()


@dataclass(frozen=True, order=True)
class Arrival:
    """A mission that asks for a place in the queue."""

    place: int
    source_id: str
    key: int


def fill_queue(source: Source, arrivals: list[Arrival]) -> None:
    """Queue imported missions behind the present queue, in the order of their places."""
    taken = queue.queued(source.owner).count()
    room = max(0, queue.LONGEST - taken)
    for number, arrival in enumerate(sorted(arrivals), start=1):
        if number > room:
            reason = "The queue is full; the mission stands on the list instead."
            source.report.problem("Mission", arrival.source_id, reason)
            continue
        Mission.objects.filter(pk=arrival.key).update(queue_position=taken + number)
        if arrival.place != taken + number:
            source.report.repair(
                "Mission", arrival.source_id, "queuePosition", "renumbered in the same order"
            )
