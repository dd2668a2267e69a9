from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from missions import timekeeping, timer
from missions.models import Mission
from tests.devcraft.visiting import signed_in
from tests.factories.missions import MissionFactory, TimeEntryFactory


@pytest.fixture
def hours():
    """The server's clock, at nine on a Wednesday; tests shift it."""
    with time_machine.travel(datetime(2026, 11, 18, 9, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(owner, hours):
    return signed_in(owner)


@pytest.fixture
def mission(owner):
    return MissionFactory(owner=owner, name="Fix the portal gate")


@pytest.fixture
def other(owner):
    return MissionFactory(owner=owner, name="Paint the hall")


@pytest.fixture
def running(mission, hours):
    timer.start(user=mission.owner, mission=mission, now=datetime.now(UTC))
    return fresh(mission)


def fresh(mission):
    return Mission.objects.get(pk=mission.pk)


@pytest.fixture
def entry(mission):
    """Half an hour from nine on, by the clock of Berlin."""
    return lived(mission)


def lived(mission, **times):
    """A closed entry of MISSION, counted as the timer would have counted it."""
    made = TimeEntryFactory(mission=mission, closed=True, zone="Europe/Berlin", **times)
    timekeeping.count(made)
    return made


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def text(response):
    return response.content.decode()


def label(mission):
    """A mission as the fields propose it."""
    return f"#{mission.pk} {mission.name}"
