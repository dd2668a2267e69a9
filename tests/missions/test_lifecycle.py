from __future__ import annotations

from decimal import Decimal

import pytest

from missions import lifecycle, timer, verifying
from missions.acts import ActRefused
from missions.models import Status, TimeEntry
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mission(owner):
    return MissionFactory(owner=owner)


@pytest.fixture
def act(owner, clock):
    def run(verb, mission, **kwargs):
        made = verb(user=owner, mission=mission, now=clock.now, **kwargs)
        mission.refresh_from_db()
        return made

    return run


@pytest.fixture
def done(act, clock, mission):
    act(timer.start, mission)
    clock.forward(minutes=30)
    act(timer.complete, mission, valor=Decimal(1))
    return mission


@pytest.mark.parametrize("put_away", [lifecycle.archive, lifecycle.trash])
def test_putting_away_a_running_mission_stops_its_clock_and_keeps_its_time(
    act, clock, mission, put_away
):
    act(timer.start, mission)
    clock.forward(minutes=10)

    act(put_away, mission)

    assert not TimeEntry.objects.running().exists()
    assert mission.actual_seconds == 600


def test_restoring_brings_a_done_mission_back_as_done(act, done):
    act(lifecycle.archive, done)

    act(lifecycle.restore, done)

    assert (done.status, done.score, done.archived_from) == (Status.DONE, 30, "")


def test_reopening_takes_the_points_back_by_a_correcting_line(act, owner, done):
    act(lifecycle.reopen, done, reason="fails on the phone")

    kinds = list(done.score_entries.order_by("sequence").values_list("kind", "delta"))
    assert (done.status, done.score, done.ended_at) == (Status.TODO, None, None)
    assert kinds == [("completion", 30), ("reopening", -30)]
    assert list(verifying.score_differences()) == []


def test_reopening_keeps_the_time_for_the_next_completion(act, clock, done):
    act(lifecycle.reopen, done, reason="again")
    act(timer.start, done)
    clock.forward(minutes=30)

    act(timer.complete, done, valor=Decimal(1))

    assert (done.actual_seconds, done.score) == (3600, 60)


def test_reopening_an_archived_done_mission_restores_it_first(act, done):
    act(lifecycle.archive, done)

    act(lifecycle.reopen, done, reason="again")

    assert done.status == Status.TODO


def test_reopening_what_is_not_done_is_refused(act, mission):
    with pytest.raises(ActRefused, match="is not done"):
        act(lifecycle.reopen, mission, reason="again")


def test_archiving_twice_changes_nothing(act, done):
    act(lifecycle.archive, done)

    assert act(lifecycle.archive, done) is None


@pytest.mark.parametrize(
    "verb",
    [lifecycle.archive, lifecycle.restore, timer.start],
)
def test_what_lies_in_the_trash_must_be_put_back_first(act, mission, verb):
    act(lifecycle.trash, mission)

    with pytest.raises(ActRefused, match="put it back first"):
        act(verb, mission)


def test_starting_an_archived_mission_is_refused(act, mission):
    act(lifecycle.archive, mission)

    with pytest.raises(ActRefused, match="restore it first"):
        act(timer.start, mission)


def test_every_move_is_a_line_of_history(act, done):
    act(lifecycle.archive, done)
    act(lifecycle.restore, done)
    act(lifecycle.reopen, done, reason="again")

    actions = done.history_entries.order_by("sequence").values_list("action", flat=True)
    assert list(actions) == ["complete", "archive", "restore", "reopen"]
