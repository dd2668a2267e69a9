"""The game, element by element: what is off is nowhere to be seen, and nothing else changes."""

from __future__ import annotations

from decimal import Decimal

import pytest
import time_machine

from missions import timer
from missions.models import Profile
from missions.models.growth import SWITCHES
from tests.agents.views.reading import texts
from tests.devcraft.visiting import signed_in, snapshot
from tests.factories.missions import MissionFactory, ScoreEntryFactory, XpEntryFactory

pytestmark = pytest.mark.django_db
AT = "/settings/gamification/"
PAGES = (
    *("/", "/profile/", "/more/", "/missions/", "/missions/?status=all", "/reports/"),
    *("/reports/year/", "/reports/honesty/", "/missions/days/2026-11-18/"),
    *("/missions/{pk}/", "/missions/{pk}/history/", "/missions/{pk}/score/"),
)
WORDS = {
    "shows_level": ("Level 1", "XP to level", "XP ledger"),
    "shows_aura": ("Aura", "loses half its weight"),
    "shows_streak": ("in a row", "Streak"),
    "shows_score": ("Points, last eight days", "Points an hour", "54.0", "Score at valor"),
}


@pytest.fixture
def client(owner, clock):
    """A desk with a done mission of 54 points, and one that runs."""
    done = MissionFactory(owner=owner, pk=7)
    timer.start(user=owner, mission=done, now=clock.now)
    timer.complete(user=owner, mission=done, valor=Decimal("0.9"), now=clock.forward(minutes=60))
    timer.start(user=owner, mission=MissionFactory(owner=owner), now=clock.now)
    with time_machine.travel(clock.forward(minutes=30), tick=False):
        yield signed_in(owner)


def everything(client):
    return " ".join(texts(client, at.format(pk=7)) for at in PAGES)


def switch(client, *off):
    chosen = {name: "on" for name in SWITCHES if name not in off}
    return client.post(AT, chosen)


@pytest.mark.parametrize("name", WORDS)
def test_an_element_that_is_off_is_on_no_page_and_comes_back_as_it_was(client, name):
    before, rows = everything(client), snapshot()
    assert [word for word in WORDS[name] if word not in before] == []

    assert switch(client, name).status_code == 302

    hidden = everything(client)
    assert [word for word in WORDS[name] if word in hidden] == []
    assert {table for table, kept in snapshot().items() if kept != rows[table]} == {"Profile"}
    switch(client)
    assert "Saved what is shown" in texts(client, "/keys/")
    assert everything(client) == before


def test_the_page_says_what_is_off_and_the_profile_too(client):
    switch(client, "shows_aura", "tells_level_ups")

    assert "Switched off: aura, a message at a new level." in texts(client, "/profile/")
    assert client.get(AT).content.count(b"checked") == len(SWITCHES) - 2


@pytest.mark.parametrize("off", ["shows_score", "shows_score_heatmap"])
def test_the_heatmap_of_points_gives_way_to_minutes(client, off):
    assert "show=score" in client.get("/reports/year/").content.decode()

    switch(client, off)

    said = texts(client, "/reports/year/?show=score")
    assert "Points are switched off in your settings; minutes are shown." in said
    assert "show=score" not in client.get("/reports/year/").content.decode()


def test_reopening_stays_at_hand_without_points(client):
    switch(client, "shows_score")

    said = texts(client, "/missions/7/score/")

    assert "Points and scores are switched off." in said
    assert "A correcting line takes its points back until it is done again." in said


def near_a_level(owner):
    """One point below level 2."""
    Profile.objects.filter(owner=owner).update(total_xp=99, level=1)
    XpEntryFactory(owner=owner, amount=99)


@pytest.mark.parametrize(
    ("off", "is_told"), [((), True), (("tells_level_ups",), False), (("shows_level",), False)]
)
def test_a_new_level_is_told_once_in_the_status_region(owner, client, clock, off, is_told):
    switch(client, *off)
    near_a_level(owner)
    running = owner.missions.get(status="wip")

    answer = client.post(f"/missions/{running.pk}/complete/", {"valor": "1"}, follow=True)
    html = answer.content.decode()

    assert Profile.objects.get(owner=owner).level == 2
    assert ("Level 2 reached: Apprentice." in html) is is_told
    assert ("level-up" in html) is is_told
    assert 'role="status" aria-live="polite"' in html


def test_points_without_a_new_level_say_nothing_of_one(owner, client):
    running = owner.missions.get(status="wip")
    Profile.objects.filter(owner=owner).update(total_xp=0)
    ScoreEntryFactory(mission=MissionFactory(owner=owner))

    answer = client.post(f"/missions/{running.pk}/complete/", {"valor": "0"}, follow=True)

    assert b"level-up" not in answer.content
