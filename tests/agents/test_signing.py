"""What agents do, as signs of work for the timer: thin, once, and gone with what they meant."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.models import UsageEvent
from agents.usage import linking, signing
from missions import signs, timer
from missions.models import DayTotal, WorkSign
from tests.agents.facts import AT, fact, record
from tests.agents.living.thinking import awake, think, write
from tests.agents.logs import NOW
from tests.agents.views.reading import texts
from tests.factories.agents import MORNING
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db


def kept():
    found = WorkSign.objects.order_by("at", "source", "mission")
    return [(sign.mission_id, sign.source, sign.at) for sign in found]


def from_facts(owner):
    """What the signs must be: those of all requests that the ledger holds."""
    columns = ("mission", "rank", "seen_via", "at")
    found = (
        signing.sign(*row) for row in UsageEvent.objects.filter(owner=owner).values_list(*columns)
    )
    return sorted(
        {one for one in found if one}, key=lambda one: (one.at, one.source, one.mission_id)
    )


def at(minutes, number):
    return fact(
        at=AT + timedelta(minutes=minutes), request_id=f"r{number}", message_id=f"m{number}"
    )


def test_a_session_leaves_one_sign_in_five_minutes_however_often_it_is_read(owner):
    mission = MissionFactory(owner=owner)
    linking.link(owner=owner, subject="project", name="-p", mission=mission, now=NOW)

    for _ in range(2):
        record(owner, *(at(minutes, minutes) for minutes in (0, 1, 4, 5, 30)))

    moments = [AT, AT + timedelta(minutes=5), AT + timedelta(minutes=30)]
    assert kept() == [(mission.pk, "claude-code", moment) for moment in moments]
    assert kept() == from_facts(owner)


def test_signs_move_with_the_requests_and_stay_where_others_give_them_too(owner):
    first, second = MissionFactory(owner=owner), MissionFactory(owner=owner)
    say = {"owner": owner, "now": NOW}
    linking.link(subject="project", name="-p", mission=first, **say)
    record(owner, at(0, 1), at(1, 2), at(10, 3))

    linking.link(subject="request", name="req:r1", mission=second, **say)
    assert {mission for mission, *_ in kept()} == {first.pk, second.pk}
    assert kept() == from_facts(owner)
    linking.link(subject="request", name="req:r2", mission=second, **say)
    assert kept() == from_facts(owner)
    linking.unlink(subject="project", name="-p", **say)
    assert {mission for mission, *_ in kept()} == {second.pk}
    assert kept() == from_facts(owner)


def test_a_request_without_a_mission_is_no_sign(owner):
    record(owner, at(0, 1))

    assert kept() == []


def test_an_own_agent_gives_signs_for_what_is_its_mission_and_none_for_a_guess():
    agent = awake()
    timed, named = (MissionFactory(owner=agent.owner) for _ in range(2))
    timer.start(user=agent.owner, mission=timed, now=MORNING - timedelta(minutes=1))
    write(agent)
    think(agent)
    assert set(UsageEvent.objects.values_list("mission", flat=True)) == {timed.pk}
    assert kept() == []

    linking.link(owner=agent.owner, subject="project", name=agent.slug, mission=named, now=MORNING)

    assert kept() == [(named.pk, "own", signs.moment(MORNING))]
    assert not DayTotal.objects.exists()


def test_a_forgotten_clock_is_offered_the_last_sign_as_its_end(desk, owner, hours):
    mission = MissionFactory(owner=owner, name="Gate")
    began = NOW - timedelta(hours=12)
    timer.start(user=owner, mission=mission, now=began)
    record(owner, fact(at=began - timedelta(hours=1)))
    assert "last sign of work" not in texts(desk, "/waiting/")

    record(owner, fact(at=began + timedelta(hours=2), request_id="r2", message_id="m2"))

    page = desk.get("/waiting/").content.decode()
    assert "The last sign of work on it: Claude Code" in page
    ended = (began + timedelta(hours=2, minutes=5)).astimezone(owner.tz)
    assert f'value="{ended:%Y-%m-%dT%H:%M}"' in page
    shown = texts(desk, f"/missions/{mission.pk}/time/")
    assert "Signs of agents at work" in shown


def test_stretches_join_signs_of_one_source_across_a_short_gap(owner):
    mission = MissionFactory(owner=owner)
    for minutes, source in ((0, "own"), (5, "own"), (15, "own"), (30, "own"), (0, "claude-code")):
        WorkSign(
            owner=owner, mission=mission, source=source, at=AT + timedelta(minutes=minutes)
        ).save()

    found = signs.stretches(WorkSign.objects.all())

    length = {(one.source, one.begins_at - AT): one.ends_at - one.begins_at for one in found}
    minute = timedelta(minutes=1)
    assert length == {
        ("own", 30 * minute): 5 * minute,
        ("own", 0 * minute): 20 * minute,
        ("claude-code", 0 * minute): 5 * minute,
    }
