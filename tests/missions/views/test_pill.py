"""The polled fragment: what runs, and nothing while nothing changed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from missions import timer
from tests.devcraft.visiting import signed_in

pytestmark = pytest.mark.django_db
URL = "/timer/"


def version_in(response):
    return re.search(r'data-version="([^"]+)"', response.content.decode())[1]


def test_the_fragment_shows_the_running_mission_and_its_clock(desk, running, hours):
    hours.shift(timedelta(minutes=72, seconds=48))

    html = desk.get(URL).content.decode()

    assert "<html" not in html
    assert 'data-clock="4368"' in html
    assert ">1:12:48</span>" in html


def test_without_a_running_mission_it_says_so(desk):
    assert "Nothing running" in desk.get(URL).content.decode()


def test_while_nothing_changed_there_is_no_content(desk, running, hours):
    version = version_in(desk.get(URL))
    hours.shift(timedelta(minutes=15))

    response = desk.get(URL, {"version": version})

    assert (response.status_code, response.content) == (204, b"")


@pytest.mark.parametrize("act", ["pause", "shelve", "discard", "trash", "archive"])
def test_every_act_makes_the_version_old(desk, running, act):
    version = version_in(desk.get(URL))

    desk.post(reverse(f"missions:mission_{act}", args=[running.pk]))

    assert desk.get(URL, {"version": version}).status_code == 200


def test_midnight_makes_the_version_old(desk, hours):
    version = version_in(desk.get(URL))
    hours.shift(timedelta(days=1))

    assert desk.get(URL, {"version": version}).status_code == 200


@pytest.mark.parametrize("version", ["", "\x00", "x" * 5000, "0", "<script>"])
def test_any_other_version_means_the_whole_fragment(desk, version):
    response = desk.get(URL, {"version": version})

    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_one_person_does_not_see_the_clock_of_another(running, stranger):
    assert "Fix the portal gate" not in signed_in(stranger).get(URL).content.decode()


@pytest.mark.parametrize(
    ("hours_run", "said"),
    [(3, False), (4, "Still at it?"), (10, "probably forgotten")],
)
def test_a_clock_that_runs_long_is_flagged_and_never_cut(desk, running, hours, hours_run, said):
    hours.shift(timedelta(hours=hours_run))

    html = desk.get("/").content.decode()

    assert (said in html) if said else ("without a break" not in html)
    assert f'data-clock="{hours_run * 3600}"' in html


def test_a_forgotten_clock_waits_for_the_person(desk, running, hours):
    hours.shift(timedelta(hours=10))

    assert 'aria-label="Waiting for you: 1"' in desk.get("/").content.decode()
    assert "probably forgotten" in desk.get("/waiting/").content.decode()


def test_time_on_a_mission_before_today_counts_in_its_clock(desk, running, hours, owner, clock):
    hours.shift(timedelta(minutes=10))
    timer.pause(user=owner, mission=running, now=clock.forward(minutes=10))
    hours.shift(timedelta(days=1))
    timer.start(user=owner, mission=running, now=clock.forward(days=1))

    assert 'data-clock="600"' in desk.get(URL).content.decode()
