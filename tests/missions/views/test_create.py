from __future__ import annotations

import pytest
from django.urls import reverse

from missions import lifecycle
from missions.models import Mission, TimeEntry
from tests.devcraft.visiting import location

pytestmark = pytest.mark.django_db
URL = "/missions/create/"


def test_one_line_makes_a_mission_and_shows_it(desk, owner):
    response = desk.post(URL, {"name": "  Fix the portal gate "})

    made = Mission.objects.get()
    assert (made.name, made.owner, made.assigned_to) == ("Fix the portal gate", owner, "carbondev")
    assert location(response) == made.get_absolute_url()


def test_add_and_start_runs_the_clock_at_once(desk):
    desk.post(URL, {"name": "Fix the portal gate", "start": "yes"})

    assert TimeEntry.objects.running().get().mission.name == "Fix the portal gate"


def test_a_new_mission_stands_on_the_board_at_priority_one(desk):
    desk.post(URL, {"name": "Fix the portal gate"})

    assert '<span class="figure">1.00</span>' in desk.get("/missions/").content.decode()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Name is needed."),
        ("   \t ", "Name is needed."),
        ("x" * 501, "Name must have at most 500 characters; it has 501."),
        ("a\x00b", "Name must not hold NUL characters."),
    ],
)
def test_a_name_that_is_none_is_said_and_nothing_is_made(desk, name, sentence):
    response = desk.post(URL, {"name": name, "start": "yes"})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Mission.objects.exists()


def test_what_was_typed_is_kept(desk):
    html = desk.post(URL, {"name": "y" * 501}).content.decode()

    assert f'value="{"y" * 501}"' in html


def test_a_name_of_exactly_500_characters_is_taken(desk):
    assert desk.post(URL, {"name": "ॐ" * 500}).status_code == 302


def test_a_double_submit_makes_one_mission(desk):
    for _ in range(2):
        desk.post(URL, {"name": "Once", "token": "once", "start": "yes"})

    assert (Mission.objects.count(), TimeEntry.objects.count()) == (1, 1)


def test_a_late_repeat_with_start_on_a_mission_put_away_is_refused(desk, clock, owner):
    desk.post(URL, {"name": "Once", "token": "once"})
    made = Mission.objects.get()
    lifecycle.archive(user=owner, mission=made, now=clock.now)

    response = desk.post(URL, {"name": "Once", "token": "once", "start": "yes"})

    assert response.status_code == 409
    assert "is archived; restore it first." in response.content.decode()


def test_other_fields_are_not_taken(desk, owner, stranger):
    typed = {"name": "Mine", "owner": stranger.pk, "status": "done", "urgency": "10", "score": "9"}

    desk.post(URL, typed)

    made = Mission.objects.get()
    assert (made.owner, made.status, made.urgency, made.score) == (owner, "todo", 5, None)


def test_it_leads_back_to_today_when_it_was_written_there(desk):
    response = desk.post(URL, {"name": "x", "start": "yes", "next": reverse("today")})

    assert location(response) == "/"
