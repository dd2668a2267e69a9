"""The acts on the clock and on the life of a mission, over HTTP: one POST each."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from missions import lifecycle, timer
from missions.models import Mission, Status, TimeEntry, TimerAct
from tests.devcraft.visiting import htmx, location, snapshot
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
SAYS = {
    "start": "“Fix the portal gate” is running.",
    "pause": "Paused “Fix the portal gate”.",
    "shelve": "Stopped “Fix the portal gate”; its time is kept.",
    "discard": "Left out the time of “Fix the portal gate” since it was started.",
    "archive": "Archived “Fix the portal gate”; its points stay.",
    "trash": "Moved “Fix the portal gate” to the trash.",
}
QUIET = ["pause", "shelve", "discard", "restore", "put_back"]
ALL = [*SAYS, "restore", "put_back", "reopen"]


def post(client, act, mission, typed=None, **headers):
    url = reverse(f"missions:mission_{act}", args=[mission.pk])
    return client.post(url, typed or {}, headers=headers)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def fresh(mission):
    return Mission.objects.get(pk=mission.pk)


def test_start_runs_the_clock_and_goes_back_to_the_mission(desk, mission):
    response = post(desk, "start", mission)

    assert location(response) == mission.get_absolute_url()
    assert TimeEntry.objects.running().get().mission == mission
    assert said(response) == [SAYS["start"]]


@pytest.mark.parametrize("act", [act for act in SAYS if act != "start"])
def test_an_act_on_the_running_mission_says_what_happened(desk, running, act):
    response = post(desk, act, running)

    assert response.status_code == 302
    assert said(response) == [SAYS[act]]
    assert not TimeEntry.objects.running().exists()


@pytest.mark.parametrize("act", SAYS)
def test_what_was_done_can_be_undone_from_the_toast(desk, mission, act):
    if act != "start":
        post(desk, "start", mission)
    post(desk, act, mission)

    html = desk.get("/missions/").content.decode()

    assert reverse("missions:undo") in html


@pytest.mark.parametrize("act", QUIET)
def test_an_act_that_changes_nothing_says_nothing(desk, mission, act):
    before = snapshot()

    response = post(desk, act, mission)

    assert (response.status_code, said(response)) == (302, [])
    assert TimerAct.objects.count() == 0
    assert snapshot()["Mission"] == before["Mission"]


def test_starting_a_second_mission_pauses_the_first(desk, running, other, hours):
    hours.shift(timedelta(minutes=20))

    post(desk, "start", other)

    first = fresh(running)
    assert (first.is_paused, first.actual_seconds) == (True, 1200)


def test_pausing_as_of_an_earlier_local_time_leaves_the_rest_out(desk, running, hours):
    hours.shift(timedelta(hours=11))

    post(desk, "pause", running, {"at": "2026-11-18T11:30"})

    assert fresh(running).actual_seconds == 90 * 60
    assert TimeEntry.objects.get().is_backdated


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("yesterday", "Pause as of must be a date and time such as 2026-03-28 14:30."),
        ("2026-11-18T25:00", "Pause as of must be a date and time"),
        ("\x00", "Pause as of must be a date and time"),
        ("9999-99-99T00:00", "Pause as of must be a date and time"),
        ("2026-03-29T02:30", "Pause as of"),
        ("2026-10-25T02:30", "Pause as of"),
    ],
)
def test_a_time_that_is_none_is_named(desk, running, at, sentence):
    response = post(desk, "pause", running, {"at": at})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert TimeEntry.objects.running().exists()


@pytest.mark.parametrize("at", ["2026-11-18T09:59", "2026-11-18T23:00", "0001-01-01T00:00"])
def test_a_time_outside_the_stretch_is_refused(desk, running, hours, at):
    hours.shift(timedelta(hours=1))

    response = post(desk, "pause", running, {"at": at})

    assert response.status_code == 409
    assert "between the start and now" in response.content.decode()


def test_restoring_brings_an_archived_mission_back(desk, mission):
    post(desk, "archive", mission)

    post(desk, "restore", mission)

    assert fresh(mission).status == Status.TODO


def test_putting_back_takes_a_mission_out_of_the_trash(desk, mission):
    post(desk, "trash", mission)

    post(desk, "put_back", mission)

    assert not fresh(mission).is_in_trash


def test_reopening_a_done_mission_takes_its_points_back(desk, running, hours):
    hours.shift(timedelta(hours=1))
    desk.post(reverse("missions:mission_complete", args=[running.pk]), {"valor": "1"})

    post(desk, "reopen", running, {"reason": "a test was missing"})

    assert (fresh(running).status, fresh(running).score) == (Status.TODO, None)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "Reason is needed."),
        ("   ", "Reason is needed."),
        ("x" * 201, "Reason must have at most 200 characters; it has 201."),
        ("a\x00b", "Reason must not hold NUL characters."),
    ],
)
def test_reopening_wants_a_reason(desk, reason, sentence):
    mission = MissionFactory(owner=None, done=True)

    response = post(desk, "reopen", mission, {"reason": reason})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert fresh(mission).status == Status.DONE


REFUSALS = {
    "start an archived one": ("start", lifecycle.archive, "is archived; restore it first."),
    "start one in the trash": ("start", lifecycle.trash, "is in the trash; put it back first."),
    "archive one in the trash": ("archive", lifecycle.trash, "is in the trash; put it back first."),
    "reopen an open one": ("reopen", None, "is not done, so it cannot be reopened."),
}


@pytest.mark.parametrize(("act", "first", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_what_the_state_forbids_is_409_and_changes_nothing(
    desk, mission, clock, act, first, sentence
):
    if first:
        first(user=mission.owner, mission=mission, now=clock.now)
    before = snapshot()

    response = post(desk, act, mission, {"reason": "because"})

    assert response.status_code == 409
    assert sentence in response.content.decode()
    assert snapshot()["Mission"] == before["Mission"]


def test_starting_a_done_mission_is_refused(desk):
    mission = MissionFactory(owner=None, done=True)

    assert post(desk, "start", mission).status_code == 409
    assert not TimeEntry.objects.exists()


def test_htmx_shows_a_refusal_as_a_toast_and_asks_for_what_is_true(desk, mission, clock):
    lifecycle.archive(user=mission.owner, mission=mission, now=clock.now)

    response = post(desk, "start", mission, **htmx("main"))

    assert (response.status_code, response["HX-Retarget"]) == (409, "#toasts")
    assert response["HX-Reswap"] == "innerHTML"
    assert json.loads(response["HX-Trigger"]) == {"desk-stale": {}}
    assert "<html" not in response.content.decode()


def test_a_double_submit_is_one_act(desk, mission):
    for _ in range(2):
        assert post(desk, "start", mission, {"token": "once"}).status_code == 302

    assert TimerAct.objects.count() == 1


@pytest.mark.parametrize("token", ["\x00", "x" * 5000, "ॐ" * 200, "'; DROP TABLE --", "\ud7ff"])
def test_any_token_is_a_token(desk, mission, token):
    assert post(desk, "start", mission, {"token": token}).status_code == 302
    assert TimeEntry.objects.running().exists()


def test_the_token_of_one_person_does_not_stop_another(desk, mission, stranger, clock):
    own = MissionFactory(owner=stranger)
    timer.start(user=stranger, mission=own, now=clock.now, token="same")

    post(desk, "start", mission, {"token": "same"})

    assert TimeEntry.objects.running().count() == 2


def test_fields_that_no_form_has_are_ignored(desk, mission):
    typed = {"score": "999", "status": "done", "owner": "1", "actual_seconds": "99", "now": "0"}

    post(desk, "start", mission, typed)

    found = fresh(mission)
    assert (found.status, found.score, found.actual_seconds) == (Status.WIP, None, 0)


@pytest.mark.parametrize("act", ALL)
def test_a_boosted_form_is_answered_by_the_same_redirect(desk, mission, act):
    headers = {"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "main"}

    response = post(desk, act, mission, {"reason": "because"}, **headers)

    assert response.status_code in (302, 409)
