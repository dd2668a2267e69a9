from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from missions.models import Mission, Status, TimeEntry
from tests.devcraft.visiting import htmx, location, signed_in

pytestmark = pytest.mark.django_db
URL = "/timer/undo/"


def test_undo_takes_the_last_act_back_and_says_so(desk, running, hours):
    hours.shift(timedelta(minutes=5))
    desk.post(reverse("missions:mission_shelve", args=[running.pk]))

    response = desk.post(URL, {"next": "/missions/"}, follow=True)

    assert "Undone; “Fix the portal gate” is as it was before." in response.content.decode()
    assert TimeEntry.objects.running().exists()


def test_undo_goes_back_to_where_it_was_asked(desk, running):
    assert location(desk.post(URL, {"next": "/missions/"})) == "/missions/"
    assert Mission.objects.get(pk=running.pk).status == Status.TODO


def test_with_nothing_to_undo_it_is_refused(desk):
    response = desk.post(URL)

    assert response.status_code == 409
    assert "There is nothing to undo." in response.content.decode()


def test_a_double_click_undoes_one_act(desk, running):
    desk.post(reverse("missions:mission_pause", args=[running.pk]))

    for _ in range(2):
        desk.post(URL, {"token": "once"})

    assert TimeEntry.objects.running().exists()


def test_an_act_of_another_person_cannot_be_undone(running, stranger):
    response = signed_in(stranger).post(URL)

    assert response.status_code == 409
    assert TimeEntry.objects.running().exists()


def test_htmx_shows_the_refusal_as_a_toast(desk):
    response = desk.post(URL, headers=htmx("main"))

    assert (response.status_code, response["HX-Retarget"]) == (409, "#toasts")
