"""Any order of edits, over changes of clocks and zones: nothing overlaps, all sums agree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from missions import bulk, correcting, placing, timer, undo, verifying
from missions.acts import ActRefused
from missions.correcting import Times
from missions.models import Mission, TimeEntry
from missions.placing import Fit, Overlap
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory

START = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)  # the night of the clock change in Berlin
KEYS = st.sampled_from("abc")
MINUTES = st.integers(-600, 10)
LENGTHS = st.integers(0, 400)
WAYS = st.sampled_from([placing.TRIM, placing.EARLIER, placing.LATER, ""])
NUMBERS = st.integers(0, 9)


class EntryMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = START
        self.owner = UserFactory(zone="Europe/Berlin")
        self.pks = {key: MissionFactory(owner=self.owner, name=key).pk for key in "abc"}

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def mission(self, key):
        return Mission.objects.get(pk=self.pks[key])

    def entry(self, number):
        rows = list(TimeEntry.objects.filter(owner=self.owner).order_by("id"))
        return rows[number % len(rows)] if rows else None

    def try_to(self, act, way="", **arguments):
        """Do ACT, in the chosen way where others stand there; a refusal changes nothing."""
        given = {"user": self.owner, "now": self.now, **arguments}
        try:
            act(**given)
        except Overlap as overlap:
            if way:
                offer = overlap.offer
                self.try_to(act, fit=Fit(way, offer.seen), **arguments)
        except ActRefused:
            pass

    def times(self, minute, length, *, runs=False):
        start = self.now + timedelta(minutes=minute)
        return Times(start, None if runs else start + timedelta(minutes=length))

    @rule(minutes=st.integers(0, 300))
    def wait(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule(zone=st.sampled_from(["Asia/Tokyo", "Europe/Berlin", "America/New_York"]))
    def travel(self, zone):
        self.owner.zone = zone

    @rule(key=KEYS)
    def start(self, key):
        self.try_to(timer.start, mission=self.mission(key))

    @rule(key=KEYS)
    def complete(self, key):
        self.try_to(timer.complete, mission=self.mission(key), valor=Decimal(1))

    @rule(key=KEYS)
    def discard(self, key):
        self.try_to(timer.discard, mission=self.mission(key))

    @rule(key=KEYS, minute=MINUTES, length=LENGTHS, way=WAYS)
    def add(self, key, minute, length, way):
        times = self.times(minute, length)
        self.try_to(correcting.add, way, mission=self.mission(key), times=times)

    @rule(number=NUMBERS, key=KEYS, minute=MINUTES, length=LENGTHS, way=WAYS)
    def change(self, number, key, minute, length, way):
        entry = self.entry(number)
        if entry is not None:
            mission = entry.mission if entry.is_running else self.mission(key)
            to = self.times(minute, length, runs=entry.is_running)
            seen = placing.mark_of(entry)
            self.try_to(correcting.change, way, entry=entry, mission=mission, to=to, seen=seen)

    @rule(number=NUMBERS, part=st.integers(1, 9))
    def split(self, number, part):
        entry = self.entry(number)
        if entry is not None:
            at = entry.begun + timedelta(seconds=entry.seconds_at(self.now) * part // 10)
            self.try_to(correcting.split, entry=entry, at=at)

    @rule(number=NUMBERS)
    def remove(self, number):
        entry = self.entry(number)
        if entry is not None:
            self.try_to(correcting.remove, entry=entry)

    @rule(numbers=st.sets(NUMBERS, min_size=1, max_size=3), key=KEYS)
    def move(self, numbers, key):
        found = [self.entry(number) for number in numbers]
        rows = TimeEntry.objects.counted().filter(pk__in=[row.pk for row in found if row])
        closed = [row for row in rows.order_by("pk") if not row.is_running]
        if closed:
            seen = bulk.preview(closed, None).seen
            pks = {row.pk for row in closed}
            self.try_to(bulk.move, pks=pks, target=self.mission(key), seen=seen)

    @rule(step=st.integers(0, 4))
    def undo(self, step):
        acts = list(undo.last_acts(self.owner))
        if step < len(acts):
            self.try_to(undo.undo_step, act_id=acts[step].pk)

    @invariant()
    def nothing_overlaps_and_at_most_one_clock_runs(self):
        rows = TimeEntry.objects.counted().filter(owner=self.owner, started_at__isnull=False)
        reached = None
        for row in rows.order_by("started_at", "ended_at", "id"):
            assert reached is None or row.started_at >= reached or row.ended_at == row.started_at
            reached = max(filter(None, (reached, row.ended_at or datetime.max.replace(tzinfo=UTC))))
        assert rows.running().count() <= 1

    @invariant()
    def everything_recomputes(self):
        assert list(verifying.time_differences(self.owner)) == []
        assert list(verifying.score_differences(self.owner)) == []

    @invariant()
    def days_hold_what_entries_hold(self):
        closed = TimeEntry.objects.counted().filter(owner=self.owner, ended_at__isnull=False)
        held = sum(entry.seconds_at(self.now) for entry in closed)
        assert held == sum(day.timed_seconds for day in self.owner.local_days.all())
        assert held == sum(mission.actual_seconds for mission in self.owner.missions.all())


@pytest.mark.stateful
@pytest.mark.django_db
def test_any_order_of_edits_keeps_time_whole():
    half = settings(max_examples=max(4, settings.default.max_examples // 2))
    run_state_machine_as_test(EntryMachine, settings=half)
