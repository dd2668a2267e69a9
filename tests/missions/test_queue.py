from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions import queue
from missions.acts import ActRefused
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(owner, clock):
    missions = MissionFactory.create_batch(3, owner=owner)
    for mission in missions:
        queue.add(user=owner, mission=mission, now=clock.now)
    return missions


def names(owner):
    return [mission.name for mission in queue.queued(owner)]


def test_adding_takes_the_end(owner, three):
    assert names(owner) == [mission.name for mission in three]


def test_adding_twice_changes_nothing(owner, clock, three):
    queue.add(user=owner, mission=three[0], now=clock.now)

    assert names(owner) == [mission.name for mission in three]


def test_moving_to_the_head_renumbers_the_rest(owner, three):
    queue.move(user=owner, mission=three[2], to=1)

    assert names(owner) == [three[i].name for i in (2, 0, 1)]
    assert [m.queue_position for m in queue.queued(owner)] == [1, 2, 3]


def test_moving_beyond_the_end_means_the_end(owner, three):
    queue.move(user=owner, mission=three[0], to=99)

    assert names(owner) == [three[i].name for i in (1, 2, 0)]


def test_removing_leaves_the_order(owner, clock, three):
    queue.remove(user=owner, mission=three[1], now=clock.now)

    assert names(owner) == [three[0].name, three[2].name]


def test_a_mission_outside_the_queue_cannot_move(owner, three):
    with pytest.raises(ActRefused, match="does not stand in the queue"):
        queue.move(user=owner, mission=MissionFactory(owner=owner), to=1)


@pytest.mark.parametrize("trait", ["wip", "done"])
def test_only_missions_to_do_are_queued(owner, clock, trait):
    mission = MissionFactory(owner=owner, **{trait: True})

    with pytest.raises(ActRefused, match="mission to do"):
        queue.add(user=owner, mission=mission, now=clock.now)


def test_a_shared_mission_is_not_queued(owner, clock):
    with pytest.raises(ActRefused, match="own mission"):
        queue.add(user=owner, mission=MissionFactory(owner=None), now=clock.now)


def test_the_queue_has_an_end(owner, clock, monkeypatch):
    monkeypatch.setattr(queue, "LONGEST", 1)
    queue.add(user=owner, mission=MissionFactory(owner=owner), now=clock.now)

    with pytest.raises(ActRefused, match="at most 1"):
        queue.add(user=owner, mission=MissionFactory(owner=owner), now=clock.now)


def test_two_people_have_two_queues(owner, stranger, clock, three):
    theirs = MissionFactory(owner=stranger)

    queue.add(user=stranger, mission=theirs, now=clock.now)

    theirs.refresh_from_db()
    assert theirs.queue_position == 1


@given(moves=st.lists(st.tuples(st.integers(0, 4), st.integers(1, 7)), max_size=8))
def test_any_moves_keep_every_mission_once(moves):
    owner = UserFactory()
    missions = [MissionFactory(owner=owner, queue_position=n) for n in range(1, 6)]

    for which, to in moves:
        queue.move(user=owner, mission=missions[which], to=to)

    places = [mission.queue_position for mission in queue.queued(owner)]
    assert places == [1, 2, 3, 4, 5]
