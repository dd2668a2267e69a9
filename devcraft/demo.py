"""A month of realistic work, made by our own acts; the same for the same day and desk.

Beside the last month it works through the two latest clock changes of the desk's zone,
so that days of 23 and 25 hours can be seen.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from agents.demo import limits, requests, residents
from devcraft.demo_texts import ENRICHED, JOURNAL, MEMORIES, PLANS, Plan
from devcraft.journal import places
from devcraft.models import User
from missions import (
    correcting,
    desk,
    editing,
    journaling,
    lifecycle,
    maturation,
    placing,
    queue,
    remembering,
    timer,
)
from missions.correcting import Times
from missions.journaling import Said
from missions.models import CuratorLog, CuratorStatus, Mission, Status, TimeEntry
from missions.remembering import Told
from runtime_memory import demo as memory_demo
from worlds import demo as worlds_demo

SEED = 87
DAYS = 30
FALLBACK_ZONE = "Europe/Berlin"
MADE_HERE = "demo-"


class DeskNotEmpty(Exception):
    """The desk holds missions of its own; sample data would mix with them."""


@dataclass
class Script:
    """Acts to come, by their instant; they run in order as if lived through."""

    user: User
    now: datetime
    chance: random.Random
    missions: dict[str, Mission] = field(default_factory=dict)
    events: list[tuple[datetime, int, Callable[[datetime], object]]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def at(self, moment: datetime, act: Callable[[datetime], object]) -> None:
        if moment <= self.now:
            heapq.heappush(self.events, (moment, next(self.numbers), act))

    def run(self) -> None:
        while self.events:
            moment, _, act = heapq.heappop(self.events)
            act(moment)

    def get(self, key: str) -> Mission:
        self.missions[key].refresh_from_db()
        return self.missions[key]


@transaction.atomic
def fill(user: User, *, now: datetime) -> int:
    """Fill the desk of USER; returns the number of missions made, 0 when done before.

    Raises DeskNotEmpty when the desk holds missions that are not from here.
    """
    owned = Mission.objects.filter(owner=user)
    if owned.filter(creation_token__startswith=MADE_HERE).exists():
        return 0
    if owned.exists():
        raise DeskNotEmpty(user.username)
    lived = User.objects.get(pk=user.pk)
    made = work(lived, now=now)
    requests.fill(lived, now=now)
    _correct(lived, now)
    worlds_demo.fill(lived, now=now)
    _remember(lived, now)
    memory_demo.fill(lived, now=now)
    residents.fill(lived, now=now)
    limits.fill(user, now=now)
    return made


def work(user: User, *, now: datetime) -> int:
    """Live through the month of USER, whose zone becomes one with clock changes; the number
    of missions made.
    """
    if not latest_clock_changes(ZoneInfo(user.zone), now):
        user.zone = FALLBACK_ZONE
    script = Script(user, now, random.Random(SEED))  # noqa: S311 -- sample data, not secrets
    _create(script)
    _mature(script)
    _clock_changes(script)
    _work_month(script)
    _finish_today(script)
    script.run()
    return len(script.missions)


def latest_clock_changes(zone: ZoneInfo, now: datetime) -> list[date]:
    """The local dates of the two latest changes of the zone's clock within a year."""
    found = []
    midnight = datetime.combine(now.astimezone(zone).date(), time(), tzinfo=zone)
    for back in range(1, 400):
        day = midnight - timedelta(days=back)
        following = day + timedelta(days=1)
        if day.utcoffset() != following.utcoffset():
            found.append(day.date())
        if len(found) == 2:
            return found
    return []


def _create(script: Script) -> None:
    begun = _local(script, DAYS, 8)
    changes = latest_clock_changes(ZoneInfo(script.user.zone), script.now)
    before_changes = datetime.combine(min(changes), time(), tzinfo=UTC) - timedelta(days=2)
    for number, plan in enumerate(PLANS):
        made = editing.create(
            owner=script.user,
            name=plan.name,
            now=before_changes if plan.key == "night" else begun + timedelta(minutes=9 * number),
            token=f"{MADE_HERE}{number}",
            urgency=Decimal(str(plan.factors[0])),
            easiness=Decimal(str(plan.factors[1])),
            impact=Decimal(str(plan.factors[2])),
            quest_name=plan.quest,
            dharma_path=plan.dharma,
            is_irl=plan.fate == "irl",
            horizon="fixed" if plan.box else "",
            target_seconds=plan.box * 60 or None,
            **ENRICHED.get(plan.key, {}),
        )
        script.missions[plan.key] = made


def _mature(script: Script) -> None:
    """Curator and human over two weeks; the last three still wait for an answer."""
    keys = [plan.key for plan in PLANS if plan.key in ENRICHED]
    for number, key in enumerate(keys):
        asked = _local(script, 20 - number, 7)
        script.at(asked, partial(_enrich, script, key))
        if number < len(keys) - 3:
            script.at(
                asked + timedelta(hours=3),
                partial(_answer, script, key, number),
            )


def _enrich(script: Script, key: str, at: datetime) -> None:
    mission = script.get(key)
    if mission.status in (Status.DONE, Status.ARCHIVED):
        return
    enrichment = maturation.Enrichment(
        message="Split the work in two and wrote down what must hold.",
        predicted_response=script.chance.choice(
            ["Ship it.", "Good, but keep the old brush.", "Test it on the phone first."]
        ),
        confidence=round(script.chance.uniform(0.4, 0.95), 2),
        fields={"flawless_percent": float(script.chance.randint(40, 92))},
    )
    maturation.enrich(mission=mission, enrichment=enrichment, now=at)


def _answer(script: Script, key: str, number: int, at: datetime) -> None:
    mission = script.get(key)
    if mission.awaiting_answer_at is None or mission.status != Status.TODO:
        return
    is_bump = number % 3 != 2
    answer = maturation.Answer(
        is_bump=is_bump,
        verdict="accept" if is_bump else "modify",
        rating=float(script.chance.randint(5, 10) if is_bump else script.chance.randint(2, 6)),
        message="Yes, ship it." if is_bump else "Not yet: say what happens offline.",
        seconds=script.chance.randint(30, 240),
    )
    maturation.answer(user=script.user, mission=mission, answer=answer, now=at)


def _clock_changes(script: Script) -> None:
    """A night shift over each of the two latest clock changes."""
    mission = script.missions["night"]
    zone = ZoneInfo(script.user.zone)
    for day in latest_clock_changes(zone, script.now):
        start = datetime.combine(day, time(0, 30), tzinfo=zone).astimezone(UTC)
        script.at(start, partial(_start, script, mission.pk))
        script.at(start + timedelta(hours=4), partial(_shelve, script, mission.pk))


def _work_month(script: Script) -> None:
    """Two to four stretches of work on each working day, one mission done per stretch."""
    fated = [plan for plan in PLANS if plan.fate in ("done", "archived", "reopened", "trash")]
    days = [back for back in range(DAYS - 1, 0, -1) if _local(script, back, 9).weekday() < 5]
    for number, plan in enumerate(fated):
        back = days[int(len(days) * (number / len(fated)) ** 0.6)]
        _stretch(script, plan, back, hour=9 + 2 * (number % 3))
    for number, back in enumerate(days):
        plan = next(p for p in PLANS if p.key == ("long", "steady", "deep")[number % 3])
        start = _local(script, back, 15, script.chance.randint(0, 50))
        minutes = script.chance.randint(25, 110)
        mission = script.missions[plan.key]
        script.at(start, partial(_start, script, mission.pk))
        script.at(start + timedelta(minutes=minutes), partial(_shelve, script, mission.pk))
    for number, plan in enumerate(plan for plan in PLANS if plan.fate == "irl"):
        on = _local(script, 6 + 5 * number, 18)
        script.at(on, partial(_offline, script, plan))


def _stretch(script: Script, plan: Plan, back: int, hour: int) -> None:
    mission = script.missions[plan.key]
    start = _local(script, back, hour, script.chance.randint(0, 25))
    pause = start + timedelta(minutes=script.chance.randint(12, 45))
    resume = pause + timedelta(minutes=script.chance.randint(3, 14))
    end = resume + timedelta(minutes=script.chance.randint(10, 30))
    valor = Decimal(script.chance.choice(["0.7", "0.9", "1", "1.2", "1.5", "1.8"]))
    script.at(start, partial(_start, script, mission.pk))
    script.at(pause, lambda at: timer.pause(user=script.user, mission=mission, now=at))
    script.at(resume, partial(_start, script, mission.pk))
    script.at(end, partial(_finish, script, plan, valor))


def _finish(script: Script, plan: Plan, valor: Decimal, at: datetime) -> None:
    mission = script.get(plan.key)
    user = script.user
    if plan.fate == "trash":
        timer.discard(user=user, mission=mission, now=at)
        lifecycle.trash(user=user, mission=mission, now=at)
        return
    timer.complete(user=user, mission=mission, valor=valor, now=at)
    if plan.fate == "archived":
        lifecycle.archive(user=user, mission=mission, now=at + timedelta(days=1))
    if plan.fate == "reopened":
        lifecycle.reopen(
            user=user, mission=mission, reason="fails on the phone", now=at + timedelta(hours=2)
        )


def _offline(script: Script, plan: Plan, at: datetime) -> None:
    timer.log_offline(
        user=script.user,
        mission=script.missions[plan.key],
        seconds=45 * 60,
        on=at.astimezone(ZoneInfo(script.user.zone)).date(),
        now=at,
        valor=Decimal("1.1"),
    )


def _finish_today(script: Script) -> None:
    """Now: one mission paused, one running, a queue, a note."""
    paused, running = script.missions["paused"], script.missions["running"]
    before = script.now - timedelta(minutes=140)
    script.at(before, partial(_start, script, paused.pk))
    begun = script.now - timedelta(minutes=72, seconds=48)
    script.at(begun, partial(_start, script, running.pk))
    for plan in PLANS:
        if plan.fate == "queued":
            script.at(before, partial(_queue, script, script.missions[plan.key].pk))
    script.at(script.now - timedelta(minutes=30), partial(_note, script, running.pk))


def _correct(user: User, now: datetime) -> None:
    """An evening that nobody timed, written down by hand and shortened when looked at again."""
    zone = ZoneInfo(user.zone)
    day = now.astimezone(zone).date() - timedelta(days=1)
    start = datetime.combine(day, time(18, 0), tzinfo=zone).astimezone(UTC)
    name = next(plan.name for plan in PLANS if plan.key == "steady")
    mission = Mission.objects.get(owner=user, name=name)
    say: dict[str, Any] = {"user": user, "mission": mission, "now": now}
    whole, shorter = (Times(start, start + timedelta(minutes=minutes)) for minutes in (40, 30))
    correcting.add(times=whole, reason="On paper, away from the desk.", **say)
    entry = TimeEntry.objects.get(owner=user, started_at=start)
    seen = placing.mark_of(entry)
    correcting.change(entry=entry, to=shorter, seen=seen, reason="Ten minutes were a call.", **say)


def _remember(user: User, now: datetime) -> None:
    """Journal, memory, and curator runs, which have no acts of their own."""
    for back, text, tags, mood in JOURNAL:
        at = now - timedelta(days=back)
        said = Said(text, desk.rule_of(user).day_of(at), tags, mood)
        worlds = places.worlds_named(user, text)
        journaling.write(owner=user, said=said, worlds=worlds, now=at)
    for told in MEMORIES:
        remembering.add(owner=user, told=Told(*told), now=now)
    CuratorLog.objects.bulk_create(
        CuratorLog(
            owner=user,
            status=CuratorStatus.FAILED if number == 4 else CuratorStatus.COMPLETED,
            started_at=now - timedelta(days=number * 2, hours=1),
            ended_at=now - timedelta(days=number * 2, minutes=58 - number),
            duration_ms=120_000 + number * 60_000,
            tokens_in=41_000 + number * 3_700,
            tokens_out=5_200 + number * 410,
            missions_processed=3,
            missions_enriched=0 if number == 4 else 2,
            error="Exit code 1" if number == 4 else "",
        )
        for number in range(8)
    )


def _start(script: Script, pk: int, at: datetime) -> None:
    mission = Mission.objects.get(pk=pk)
    if mission.status in (Status.TODO, Status.WIP) and not mission.is_in_trash:
        timer.start(user=script.user, mission=mission, now=at)


def _note(script: Script, pk: int, at: datetime) -> None:
    editing.add_note(
        user=script.user,
        mission=Mission.objects.get(pk=pk),
        message="The gate stutters only on the first open: look at shader warm-up.",
        now=at,
    )


def _queue(script: Script, pk: int, at: datetime) -> None:
    queue.add(user=script.user, mission=Mission.objects.get(pk=pk), now=at)


def _shelve(script: Script, pk: int, at: datetime) -> None:
    timer.shelve(user=script.user, mission=Mission.objects.get(pk=pk), now=at)


def _local(script: Script, days_back: int, hour: int, minute: int = 0) -> datetime:
    """An instant on an earlier local day."""
    zone = ZoneInfo(script.user.zone)
    day = script.now.astimezone(zone).date() - timedelta(days=days_back)
    return datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(UTC)
