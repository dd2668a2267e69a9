from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from missions import awards, timer
from missions.models import Profile
from tests.devcraft.visiting import location, snapshot
from tests.factories.missions import MissionFactory, XpEntryFactory

pytestmark = pytest.mark.django_db
URL, EDIT = "/profile/", "/profile/edit/"


def text(response):
    return response.content.decode()


def test_before_the_first_act_the_page_shows_a_beginning_and_writes_nothing(desk):
    html = text(desk.get(URL))

    assert "<h1>owner</h1>" in html
    assert "Level 1 · Apprentice" in html
    assert not Profile.objects.exists()


def test_a_completed_mission_stands_in_the_ledger_with_its_points(desk, running, hours):
    hours.shift(timedelta(hours=2))
    desk.post(reverse("missions:mission_complete", args=[running.pk]), {"valor": "1"})

    html = text(desk.get(URL))

    assert "Level 2 · Apprentice" in html
    assert '<td class="number">+120</td>' in html
    assert "120 XP" in html


def test_the_ledger_goes_on_to_older_lines(desk, owner):
    XpEntryFactory.create_batch(26, owner=owner)

    html = text(desk.get(URL))

    assert html.count('<td class="number">+15</td>') == 25
    assert 'rel="next"' in html


def test_the_ledger_speaks_in_plain_words(desk, owner):
    XpEntryFactory(owner=owner, action="FIRST_OBJECT_IN_WORLD")
    XpEntryFactory(owner=owner, action="opening", reason="imported from oasis")
    XpEntryFactory(owner=owner, action="completion", mission=MissionFactory(owner=owner))

    html = text(desk.get(URL))

    assert "First object in a world" in html
    assert "Opening balance" in html
    assert "Completed</span>" in html
    assert "FIRST_OBJECT_IN_WORLD" not in html


def test_every_award_has_a_name_to_read():
    assert awards.NAMES.keys() == awards.DEFAULTS.keys()


def test_lines_of_others_are_not_shown(desk, stranger):
    XpEntryFactory(owner=stranger)

    assert "Nothing earned yet." in text(desk.get(URL))


def test_the_streak_names_its_days(desk, mission, owner, clock, hours):
    timer.start(user=owner, mission=mission, now=clock.now)
    hours.shift(timedelta(minutes=20))
    timer.pause(user=owner, mission=mission, now=clock.forward(minutes=20))

    html = text(desk.get(URL))

    assert "1 day</p>" in html
    assert reverse("missions:day", args=["2026-11-18"]) in html


def test_name_and_bio_are_saved(desk):
    response = desk.post(EDIT, {"display_name": "  Ada ", "bio": "builds"})

    profile = Profile.objects.get()
    assert location(response) == URL
    assert (profile.display_name, profile.bio) == ("Ada", "builds")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"display_name": ""}, "Display name is needed."),
        ({"display_name": "x"}, "Display name must have at least 2 characters."),
        ({"display_name": " x "}, "Display name must have at least 2 characters."),
        ({"display_name": "x" * 31}, "Display name must have at most 30 characters; it has 31."),
        ({"display_name": "a\x00b"}, "Display name must not hold NUL characters."),
        ({"display_name": "Ada", "bio": "x" * 201}, "Bio must have at most 200 characters"),
        ({"display_name": "Ada", "bio": "\x00"}, "Bio must not hold NUL characters."),
        ({}, "Display name is needed."),
    ],
)
def test_a_bad_value_is_named_and_nothing_changes(desk, typed, sentence):
    before = snapshot()

    response = desk.post(EDIT, typed)

    assert response.status_code == 422
    assert sentence in text(response)
    assert snapshot() == before


def test_what_was_typed_is_kept(desk):
    html = text(desk.post(EDIT, {"display_name": "x", "bio": "a careful text"}))

    assert "a careful text</textarea>" in html


def test_points_and_level_cannot_be_typed_in(desk):
    extra = {"total_xp": "99999", "level": "99", "aura": "99", "avatar_url": "https://evil.example"}

    desk.post(EDIT, {"display_name": "Ada", "bio": ""} | extra)

    profile = Profile.objects.get()
    assert (profile.total_xp, profile.level, profile.aura, profile.avatar_url) == (0, 1, 0, "")


@pytest.mark.parametrize(
    "address", ["https://evil.example/a.png", "javascript:alert(1)", "//evil.example/a", "/avatars"]
)
def test_a_foreign_picture_of_an_import_is_never_loaded(desk, address):
    desk.post(EDIT, {"display_name": "Ada", "bio": ""})
    Profile.objects.update(avatar_url=address)

    assert '<img class="avatar"' not in text(desk.get(URL))


@pytest.mark.parametrize("address", ["https://evil.example/a.vrm", "javascript:alert(1)"])
def test_a_foreign_3d_avatar_of_an_import_is_never_linked(desk, address):
    desk.post(EDIT, {"display_name": "Ada", "bio": ""})
    Profile.objects.update(avatar_3d_url=address)

    assert f'href="{address}"' not in text(desk.get(URL))
