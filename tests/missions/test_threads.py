from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from missions import editing, queue, timer, verifying
from missions.acts import ActRefused
from missions.models import Mission, Note, ScoreEntry, TimeEntry, TimerAct
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture
def owner():
    return UserFactory()


def at_once(count, act):
    """Run ACT(number) in COUNT threads that start together; returns what each returned."""
    barrier = Barrier(count)

    def run(number):
        barrier.wait()
        try:
            return act(number)
        except ActRefused as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_fifty_threads_that_start_at_once_leave_one_clock(owner):
    missions = MissionFactory.create_batch(50, owner=owner)

    at_once(50, lambda n: timer.start(user=owner, mission=missions[n], now=NOW))

    assert TimeEntry.objects.running().count() == 1
    assert TimerAct.objects.count() == 50
    assert list(verifying.time_differences()) == []


def test_fifty_threads_that_start_and_stop_lose_and_double_nothing(owner):
    missions = MissionFactory.create_batch(5, owner=owner)

    def act(number):
        now = NOW + timedelta(seconds=number)
        verb = (timer.start, timer.pause, timer.shelve)[number % 3]
        return verb(user=owner, mission=missions[number % 5], now=now)

    at_once(50, act)

    assert TimeEntry.objects.running().count() <= 1
    assert list(verifying.time_differences()) == []


def test_one_token_in_many_threads_is_one_act(owner):
    mission = MissionFactory(owner=owner)

    made = at_once(12, lambda _: timer.start(user=owner, mission=mission, now=NOW, token="once"))

    assert len({act.pk for act in made}) == 1
    assert TimeEntry.objects.count() == 1


def test_a_mission_completed_in_many_threads_scores_once(owner):
    mission = MissionFactory(owner=owner)
    timer.start(user=owner, mission=mission, now=NOW)
    later = NOW + timedelta(hours=1)

    made = at_once(
        8, lambda _: timer.complete(user=owner, mission=mission, valor=Decimal(1), now=later)
    )

    assert sum(isinstance(result, ActRefused) for result in made) == 7
    assert ScoreEntry.objects.get().score == 60


def test_notes_written_at_once_are_all_kept(owner):
    mission = MissionFactory(owner=owner)

    at_once(16, lambda n: editing.add_note(user=owner, mission=mission, message=str(n), now=NOW))

    assert Note.objects.count() == 16


def test_queueing_at_once_gives_every_mission_its_own_place(owner):
    missions = MissionFactory.create_batch(16, owner=owner)

    at_once(16, lambda n: queue.add(user=owner, mission=missions[n], now=NOW))

    places = Mission.objects.order_by("queue_position").values_list("queue_position", flat=True)
    assert list(places) == list(range(1, 17))


def test_of_two_edits_at_once_one_sees_the_other(owner):
    mission = MissionFactory(owner=owner)

    def act(number):
        try:
            return editing.edit(
                user=owner,
                mission=mission,
                base_revision=1,
                fields={"description": f"version {number}"},
                now=NOW,
            )
        except editing.EditedMeanwhile as conflict:
            return conflict

    made = at_once(2, act)

    assert sum(isinstance(result, editing.EditedMeanwhile) for result in made) == 1
    assert mission.history_entries.count() == 1
