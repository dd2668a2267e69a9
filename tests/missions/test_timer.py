from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from missions import timer, undo
from missions.acts import ActRefused
from missions.models import Status, TimeEntry, TimerAct
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mission(owner):
    return MissionFactory(owner=owner, name="Fix the portal gate")


@pytest.fixture
def other(owner):
    return MissionFactory(owner=owner, name="Paint the hall")


def start(mission, clock, **kwargs):
    timer.start(user=mission.owner, mission=mission, now=clock.now, **kwargs)
    mission.refresh_from_db()


def pause(mission, clock, **kwargs):
    timer.pause(user=mission.owner, mission=mission, now=clock.now, **kwargs)
    mission.refresh_from_db()


def complete(mission, clock, valor="1"):
    timer.complete(user=mission.owner, mission=mission, valor=Decimal(valor), now=clock.now)
    mission.refresh_from_db()


def test_starting_opens_one_entry_and_leaves_the_queue(owner, mission, clock):
    mission.queue_position = 3
    mission.save()

    start(mission, clock)

    assert mission.status == Status.WIP
    assert mission.started_at == clock.now
    assert mission.queue_position is None
    assert TimeEntry.objects.running().get().mission == mission


def test_switching_pauses_the_running_mission_at_the_same_instant(mission, other, clock):
    start(mission, clock)
    clock.forward(minutes=20)

    start(other, clock)

    mission.refresh_from_db()
    assert mission.is_paused
    assert mission.actual_seconds == 1200
    assert mission.paused_at == other.started_at == clock.now


def test_pausing_and_resuming_count_only_closed_gaps_as_pause(mission, clock):
    start(mission, clock)
    clock.forward(minutes=10)
    pause(mission, clock)
    clock.forward(minutes=5)
    assert mission.total_paused_ms == 0

    start(mission, clock)

    assert mission.total_paused_ms == 5 * 60 * 1000
    assert mission.actual_seconds == 600
    assert not mission.is_paused


def test_pausing_twice_never_moves_the_end(mission, clock):
    start(mission, clock)
    clock.forward(minutes=10)
    pause(mission, clock)
    clock.forward(minutes=10)

    pause(mission, clock)

    assert mission.actual_seconds == 600


def test_pausing_as_of_an_earlier_time_trims_and_says_so(mission, clock):
    begun = clock.now
    start(mission, clock)
    clock.forward(hours=11)

    pause(mission, clock, at=begun + timedelta(hours=2))

    entry = TimeEntry.objects.get()
    assert entry.is_backdated
    assert mission.actual_seconds == 7200


def test_pausing_before_the_start_is_refused(mission, clock):
    start(mission, clock)

    with pytest.raises(ActRefused, match="between the start and now"):
        pause(mission, clock, at=clock.now - timedelta(hours=1))


def test_shelving_keeps_the_time_and_ends_the_stretch(mission, clock):
    start(mission, clock)
    clock.forward(minutes=10)

    timer.shelve(user=mission.owner, mission=mission, now=clock.now)

    mission.refresh_from_db()
    assert (mission.status, mission.actual_seconds) == (Status.TODO, 600)
    assert mission.started_at is None


def test_discarding_leaves_out_this_stretch_only(mission, clock):
    start(mission, clock)
    clock.forward(minutes=10)
    timer.shelve(user=mission.owner, mission=mission, now=clock.now)
    start(mission, clock)
    clock.forward(minutes=30)

    timer.discard(user=mission.owner, mission=mission, now=clock.now)

    mission.refresh_from_db()
    assert (mission.status, mission.actual_seconds) == (Status.TODO, 600)


def test_completing_freezes_the_score(mission, clock):
    start(mission, clock)
    clock.forward(minutes=60)

    complete(mission, clock, valor="1.5")

    line = mission.score_entries.get()
    assert mission.score == line.score == Decimal("90.0000")
    assert mission.owner.profile.total_xp == 90
    assert mission.ended_at == clock.now


def test_completing_can_start_the_head_of_the_queue(mission, other, clock):
    other.queue_position = 1
    other.save()
    start(mission, clock)
    clock.forward(minutes=60)

    timer.complete(
        user=mission.owner, mission=mission, valor=Decimal(1), now=clock.now, start_next=True
    )

    assert TimeEntry.objects.running().get().mission == other


def test_completing_a_done_mission_is_refused(mission, clock):
    start(mission, clock)
    complete(mission, clock)

    with pytest.raises(ActRefused, match="reopen"):
        complete(mission, clock)


def test_a_repeated_token_changes_nothing(mission, clock):
    start(mission, clock, token="once")
    clock.forward(minutes=1)
    pause(mission, clock, token="twice")

    start(mission, clock, token="once")

    assert mission.is_paused
    assert TimerAct.objects.count() == 2


def test_offline_time_is_claimed_for_a_day_and_completes(mission, clock):
    timer.log_offline(
        user=mission.owner,
        mission=mission,
        seconds=1800,
        on=clock.now.date(),
        now=clock.now,
        valor=Decimal(1),
    )

    mission.refresh_from_db()
    assert (mission.status, mission.score) == (Status.DONE, Decimal("30.0000"))
    assert TimeEntry.objects.get().claimed_seconds == 1800


def test_time_is_not_counted_twice_when_the_server_clock_steps_back(mission, other, clock):
    start(mission, clock)
    clock.forward(minutes=30)
    pause(mission, clock)
    clock.forward(minutes=-20)

    start(other, clock)

    entry = TimeEntry.objects.running().get()
    assert entry.started_at == clock.now + timedelta(minutes=20)
    assert entry.seconds_at(clock.now) == 0


def test_undoing_a_completion_takes_the_points_back_and_the_clock_runs_on(mission, clock):
    start(mission, clock)
    clock.forward(minutes=30)
    complete(mission, clock)
    clock.forward(minutes=10)

    undo.undo_last(user=mission.owner, now=clock.now)

    mission.refresh_from_db()
    profile = mission.owner.profile
    profile.refresh_from_db()
    assert (mission.status, mission.score, profile.total_xp) == (Status.WIP, None, 0)
    assert TimeEntry.objects.running().get().seconds_at(clock.now) == 2400


def test_undo_goes_back_step_by_step_to_the_beginning(mission, other, clock):
    start(mission, clock)
    clock.forward(minutes=5)
    start(other, clock)
    clock.forward(minutes=5)
    timer.shelve(user=mission.owner, mission=other, now=clock.now)

    for _ in range(3):
        undo.undo_last(user=mission.owner, now=clock.now)

    mission.refresh_from_db()
    other.refresh_from_db()
    assert (mission.status, other.status) == (Status.TODO, Status.TODO)
    assert (mission.actual_seconds, other.actual_seconds) == (0, 0)
    with pytest.raises(ActRefused, match="nothing to undo"):
        undo.undo_last(user=mission.owner, now=clock.now)
