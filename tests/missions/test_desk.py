"""What the bar of every page knows, and when an open tab must hear of it."""

from __future__ import annotations

import pytest

from missions import board, desk, timer
from missions.models.time import NUDGE_SECONDS
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db


def version(owner, clock):
    return desk.look(owner, now=clock.now).version


def test_an_act_gives_the_desk_another_version(owner, clock):
    before = version(owner, clock)

    timer.start(user=owner, mission=MissionFactory(owner=owner), now=clock.now)

    assert version(owner, clock) != before


def test_time_alone_does_not(owner, clock):
    timer.start(user=owner, mission=MissionFactory(owner=owner), now=clock.now)
    before = version(owner, clock)

    clock.forward(minutes=5)

    assert version(owner, clock) == before


@pytest.mark.parametrize("seconds", [20 * 60, NUDGE_SECONDS], ids=["quiet", "very long"])
def test_a_clock_that_has_to_be_asked_about_does(owner, clock, seconds):
    timer.start(user=owner, mission=MissionFactory(owner=owner), now=clock.now)
    clock.forward(minutes=19)
    before = version(owner, clock)

    clock.forward(seconds=seconds - 19 * 60)

    assert version(owner, clock) != before


def test_the_mission_paused_last_comes_first(owner, clock):
    urgent, lesser = MissionFactory(owner=owner, urgency=10), MissionFactory(owner=owner, urgency=1)
    for mission in (urgent, lesser):
        timer.start(user=owner, mission=mission, now=clock.now)
        timer.pause(user=owner, mission=mission, now=clock.forward(minutes=5))

    assert board.paused(owner, 2) == [lesser, urgent]
