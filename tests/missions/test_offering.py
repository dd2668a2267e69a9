from __future__ import annotations

from datetime import timedelta

import pytest

from missions import offering
from tests.factories.missions import MORNING, MissionFactory, TimeEntryFactory

pytestmark = pytest.mark.django_db


def worked(owner, name, at, **changes):
    mission = MissionFactory(owner=owner, name=name, **changes)
    TimeEntryFactory(
        owner=owner, mission=mission, closed=True, started_at=at, ended_at=at + timedelta(minutes=5)
    )
    return mission


def test_what_was_worked_on_last_comes_first_and_then_what_is_urgent(owner, stranger):
    earlier = worked(owner, "earlier", MORNING)
    later = worked(owner, "later", MORNING + timedelta(hours=1))
    worked(stranger, "of another", MORNING + timedelta(hours=2))
    small, urgent = (MissionFactory(owner=owner, urgency=urgency) for urgency in (1, 9))
    paused = MissionFactory(owner=owner, wip=True, urgency=1)
    MissionFactory(owner=owner, done=True)

    found = offering.offered(owner)

    assert [mission.pk for mission in found] == [
        mission.pk for mission in (later, earlier, paused, urgent, small)
    ]


def test_no_more_are_offered_than_one_looks_through(owner):
    missions = [worked(owner, f"{n}", MORNING + n * timedelta(hours=1)) for n in range(14)]

    found = offering.offered(owner)

    assert [mission.pk for mission in found] == [mission.pk for mission in missions[:1:-1]]
