"""Which key opens which address; a key posted by many threads at once acts once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from missions.models import Mission, TimeEntry, TimerAct
from tests.devcraft.visiting import signed_in, snapshot
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory
from tests.missions.api.programs import ALL, Program
from tests.missions.exchange_tables import SCOPES
from tests.routes import EVERY

pytestmark = pytest.mark.django_db


def reach(client, name, verb, mission):
    url = EVERY[name].url(pk=mission.pk)
    return (
        getattr(client, verb)(url)
        if verb == "get"
        else getattr(client, verb)(url, "{}", content_type="application/json")
    )


@pytest.mark.parametrize(("name", "verb"), SCOPES)
def test_an_address_opens_to_its_scope_alone(owner, name, verb):
    mission = MissionFactory(owner=owner)
    wanted = SCOPES[name, verb]

    answers = {
        scope: reach(Program(owner, scope).client, name, verb, mission)
        for scope in (*ALL, "worlds:read")
    }

    lacking = {"error": f"this key lacks the scope {wanted}"}
    assert answers.pop(wanted).status_code in (200, 204, 400)
    assert {answer.status_code for answer in answers.values()} == {403}
    assert all(answer.json() == lacking for answer in answers.values())


@pytest.mark.parametrize(("name", "verb"), SCOPES)
def test_without_a_key_nothing_opens_and_nothing_changes(owner, name, verb):
    mission = MissionFactory(owner=owner)
    clients = (Client(), signed_in(owner))
    before = snapshot()

    answers = [reach(client, name, verb, mission) for client in clients]

    assert {answer.status_code for answer in answers} == {401}
    assert snapshot() == before


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_sixteen_posts_of_one_key_at_once_are_one_act():
    owner = UserFactory()
    mission, barrier = MissionFactory(owner=owner), Barrier(16)
    programs = [Program(owner) for _ in range(16)]

    def post(number):
        barrier.wait()
        try:
            started = programs[number].tell("timer/start", key="one", mission=mission.pk)
            made = programs[number].tell("missions", key="two", name="Made once")
            return started.status_code, made.status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        answers = set(pool.map(post, range(16)))

    assert answers == {(200, 201)}
    assert (TimeEntry.objects.count(), TimerAct.objects.count()) == (1, 1)
    assert Mission.objects.filter(name="Made once").count() == 1
