from __future__ import annotations

import pytest
from django.urls import reverse

from missions.models import Mission
from tests.devcraft.visiting import htmx, location, snapshot
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(owner):
    return [
        MissionFactory(owner=owner, queue_position=place, name=str(place)) for place in (1, 2, 3)
    ]


def post(client, act, mission, typed=None, **headers):
    url = reverse(f"missions:queue_{act}", args=[mission.pk])
    return client.post(url, typed or {}, headers=headers)


def order():
    queued = Mission.objects.filter(queue_position__isnull=False).order_by("queue_position")
    return list(queued.values_list("name", flat=True))


def test_adding_puts_a_mission_at_the_end(desk, queue, mission):
    response = post(desk, "add", mission, {"next": "/missions/"})

    assert (location(response), order()) == ("/missions/", ["1", "2", "3", mission.name])


def test_adding_twice_changes_nothing(desk, queue):
    assert post(desk, "add", queue[0]).status_code == 302
    assert order() == ["1", "2", "3"]


def test_removing_takes_a_mission_out(desk, queue):
    post(desk, "remove", queue[1])

    assert order() == ["1", "3"]


@pytest.mark.parametrize(
    ("place", "wanted"), [("1", "312"), ("2", "132"), ("3", "123"), ("500", "123"), ("01", "312")]
)
def test_moving_gives_a_mission_its_place(desk, queue, place, wanted):
    response = post(desk, "move", queue[2], {"to": place})

    assert (response.status_code, order()) == (302, list(wanted))


@pytest.mark.parametrize(
    "place", ["", "0", "-1", "501", "one", "1.0", "\x00", "²", "٣", "9" * 5000, " 1", "1e1"]
)
def test_a_place_that_is_none_is_refused_with_its_range(desk, queue, place):
    response = post(desk, "move", queue[2], {"to": place})

    assert response.status_code == 422
    assert "Place must be a whole number from 1 to 500." in response.content.decode()
    assert order() == ["1", "2", "3"]


def test_moving_what_does_not_stand_in_the_queue_is_refused(desk, queue, mission):
    response = post(desk, "move", mission, {"to": "1"})

    assert response.status_code == 409
    assert "does not stand in the queue." in response.content.decode()


@pytest.mark.parametrize("state", [{"wip": True}, {"done": True}, {"owner": None}])
def test_only_an_own_mission_to_do_can_be_queued(desk, owner, state):
    mission = MissionFactory(**{"owner": owner} | state)
    before = snapshot()

    response = post(desk, "add", mission)

    assert response.status_code == 409
    assert "Only an own mission to do can stand in the queue." in response.content.decode()
    assert snapshot()["Mission"] == before["Mission"]


def test_htmx_shows_a_refusal_as_a_toast(desk, mission):
    response = post(desk, "move", mission, {"to": "1"}, **htmx("main"))

    assert (response.status_code, response["HX-Retarget"]) == (409, "#toasts")


def test_the_queue_of_another_person_is_untouched(desk, stranger, queue):
    theirs = MissionFactory(owner=stranger, queue_position=1)

    post(desk, "move", queue[2], {"to": "1"})

    theirs.refresh_from_db()
    assert theirs.queue_position == 1
