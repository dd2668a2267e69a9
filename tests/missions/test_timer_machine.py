"""Every order of acts against a small model that knows intervals and nothing else."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from missions import lifecycle, scoring, timer, undo, verifying
from missions.acts import ActRefused
from missions.models import Mission, Profile, TimeEntry
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory

START = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)
KEYS = st.sampled_from("abc")
PRIORITY = scoring.priority(Decimal(5), Decimal(5), Decimal(5))


@dataclass
class Entry:
    key: str
    start: datetime
    end: datetime | None
    stretch: int


@dataclass
class Model:
    status: dict = field(default_factory=lambda: dict.fromkeys("abc", "todo"))
    archived: set = field(default_factory=set)
    trashed: set = field(default_factory=set)
    stretch: dict = field(default_factory=lambda: dict.fromkeys("abc", 1))
    claimed: dict = field(default_factory=lambda: dict.fromkeys("abc", 0))
    score: dict = field(default_factory=dict)
    valor: dict = field(default_factory=dict)
    entries: list = field(default_factory=list)

    @property
    def running(self):
        return next((entry for entry in self.entries if entry.end is None), None)

    def is_open(self, key):
        fits = key not in self.archived and key not in self.trashed
        return fits and self.status[key] in ("todo", "wip")

    def closed_seconds(self, key):
        spans = [e.end - e.start for e in self.entries if e.key == key and e.end]
        return self.claimed[key] + int(sum(spans, timedelta()).total_seconds())

    def begin(self, key, now):
        reached = max((e.end or e.start for e in self.entries), default=now)
        self.status[key] = "wip"
        self.entries.append(Entry(key, max(now, reached), None, self.stretch[key]))

    def close(self, now):
        running = self.running
        running.end = max(now, running.start)

    def back_to_list(self, key):
        self.status[key] = "todo"
        self.stretch[key] += 1

    def stop(self, key, now):
        if self.running and self.running.key == key:
            self.close(now)
        if self.status[key] == "wip":
            self.back_to_list(key)

    def finish(self, key, valor):
        self.status[key] = "done"
        self.valor[key] = valor
        self.rescore(key)

    def rescore(self, key):
        self.score[key] = scoring.score(self.closed_seconds(key), self.valor[key], PRIORITY)


class TimerMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = START
        self.owner = UserFactory(zone="Europe/Berlin")
        self.pks = {key: MissionFactory(owner=self.owner, name=key).pk for key in "abc"}
        self.model = Model()
        self.past = []

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def act(self, act, key, change, **kwargs):
        """Do it on both sides; a refusal of one must be a refusal of the other."""
        before = copy.deepcopy(self.model)
        wanted = change()
        try:
            made = act(user=self.owner, mission=self.mission(key), now=self.now, **kwargs)
        except ActRefused:
            assert wanted == "refused"
            self.model = before
            return
        assert wanted != "refused"
        assert (made is None) == (wanted == "nothing")
        if made is not None:
            self.past.append(before)

    def mission(self, key):
        return Mission.objects.get(pk=self.pks[key])

    @rule(seconds=st.integers(-90, 4 * 3600))
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule(key=KEYS)
    def start(self, key):
        def change():
            running = self.model.running
            if not self.model.is_open(key):
                return "refused"
            if running and running.key == key:
                return "nothing"
            if running:
                self.model.close(self.now)
            return self.model.begin(key, self.now)

        self.act(timer.start, key, change)

    @rule(key=KEYS)
    def pause(self, key):
        def change():
            if not (self.model.running and self.model.running.key == key):
                return "nothing"
            return self.model.close(self.now)

        self.act(timer.pause, key, change)

    @rule(key=KEYS)
    def shelve(self, key):
        def change():
            if self.model.status[key] != "wip":
                return "nothing"
            return self.model.stop(key, self.now)

        self.act(timer.shelve, key, change)

    @rule(key=KEYS)
    def discard(self, key):
        def change():
            if self.model.status[key] != "wip":
                return "nothing"
            stretch = self.model.stretch[key]
            self.model.stop(key, self.now)
            kept = [e for e in self.model.entries if (e.key, e.stretch) != (key, stretch)]
            self.model.entries = kept
            return None

        self.act(timer.discard, key, change)

    @rule(key=KEYS, tenths=st.integers(0, 20))
    def complete(self, key, tenths):
        valor = Decimal(tenths) / 10

        def change():
            if not self.model.is_open(key) or self.model.status[key] == "todo":
                return "refused"
            if self.model.running and self.model.running.key == key:
                self.model.close(self.now)
            return self.model.finish(key, valor)

        self.act(timer.complete, key, change, valor=valor)

    @rule(key=KEYS, minutes=st.integers(1, 90), finishes=st.booleans())
    def log_offline(self, key, minutes, finishes):
        def change():
            if key in self.model.archived or key in self.model.trashed:
                return "refused"
            self.model.claimed[key] += minutes * 60
            if self.model.status[key] == "done":
                return self.model.rescore(key)
            if finishes:
                if self.model.running and self.model.running.key == key:
                    self.model.close(self.now)
                self.model.finish(key, Decimal(1))
            return None

        day = (self.now - timedelta(days=1)).date()
        valor = Decimal(1) if finishes and self.model.status[key] != "done" else None
        self.act(timer.log_offline, key, change, seconds=minutes * 60, on=day, valor=valor)

    @rule(key=KEYS)
    def reopen(self, key):
        def change():
            if self.model.status[key] != "done" or key in self.model.trashed:
                return "refused"
            self.model.archived.discard(key)
            del self.model.score[key], self.model.valor[key]
            return self.model.back_to_list(key)

        self.act(lifecycle.reopen, key, change, reason="again")

    @rule(key=KEYS)
    def archive(self, key):
        def change():
            if key in self.model.trashed:
                return "refused"
            if key in self.model.archived:
                return "nothing"
            self.model.stop(key, self.now)
            return self.model.archived.add(key)

        self.act(lifecycle.archive, key, change)

    @rule(key=KEYS)
    def restore(self, key):
        def change():
            if key in self.model.trashed:
                return "refused"
            if key not in self.model.archived:
                return "nothing"
            return self.model.archived.discard(key)

        self.act(lifecycle.restore, key, change)

    @rule(key=KEYS)
    def trash(self, key):
        def change():
            if key in self.model.trashed:
                return "nothing"
            self.model.stop(key, self.now)
            return self.model.trashed.add(key)

        self.act(lifecycle.trash, key, change)

    @rule(key=KEYS)
    def put_back(self, key):
        def change():
            if key not in self.model.trashed:
                return "nothing"
            return self.model.trashed.discard(key)

        self.act(lifecycle.put_back, key, change)

    @rule()
    def undo(self):
        if not self.past:
            with pytest.raises(ActRefused):
                undo.undo_last(user=self.owner, now=self.now)
            return
        undo.undo_last(user=self.owner, now=self.now)
        self.model = self.past.pop()

    @invariant()
    def missions_agree(self):
        for key, pk in self.pks.items():
            mission = Mission.objects.get(pk=pk)
            status = "archived" if key in self.model.archived else self.model.status[key]
            assert mission.status == status
            assert mission.is_in_trash == (key in self.model.trashed)
            assert mission.actual_seconds == self.model.closed_seconds(key)
            assert mission.score == self.model.score.get(key)

    @invariant()
    def at_most_one_clock_runs(self):
        running = TimeEntry.objects.running().filter(owner=self.owner)
        wanted = self.model.running
        found = [(entry.mission.name, entry.started_at) for entry in running]
        assert found == ([(wanted.key, wanted.start)] if wanted else [])

    @invariant()
    def everything_recomputes(self):
        assert list(verifying.time_differences(self.owner)) == []
        assert list(verifying.score_differences(self.owner)) == []

    @invariant()
    def xp_is_the_floor_of_every_score(self):
        profile = Profile.objects.filter(owner=self.owner).first()
        wanted = sum(scoring.xp(score) for score in self.model.score.values())
        assert (profile.total_xp if profile else 0) == wanted


@pytest.mark.stateful
@pytest.mark.django_db
def test_any_order_of_acts_agrees_with_the_model():
    run_state_machine_as_test(TimerMachine)
