"""The tabs of a mission, what if, and the page of a day: figures lead to their rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.devcraft.visiting import htmx
from tests.factories.missions import MissionFactory, NoteFactory, TimeEntryFactory

pytestmark = pytest.mark.django_db


def page(client, name, mission, query=None, **headers):
    url = reverse(f"missions:{name}", args=[mission.pk])
    return client.get(url, query or {}, headers=headers)


def text(response):
    return response.content.decode()


@pytest.fixture
def done(desk, running, hours):
    hours.shift(timedelta(hours=1))
    desk.post(reverse("missions:mission_complete", args=[running.pk]), {"valor": "1.5"})
    return running


def test_the_brief_explains_the_priority(desk, owner):
    mission = MissionFactory(owner=owner, urgency=7, easiness="7.5", impact=10)

    html = text(page(desk, "mission_detail", mission))

    assert "7 · 7.5 · 10 / 125 = <strong>4.20</strong>" in html
    assert "at place 1 among what is to do" in html


def test_the_brief_counts_the_place_among_open_missions(desk, owner, mission):
    MissionFactory(owner=owner, urgency=9)

    assert "at place 2" in text(page(desk, "mission_detail", mission))


def test_the_score_is_explained_by_its_factors_and_lines(desk, done):
    html = text(page(desk, "mission_score", done))

    assert "60.0 min · 1.5 · 1.00 = <strong>90.0</strong>" in html
    assert '<td class="number">+90.0</td>' in html
    assert reverse("missions:day", args=["2026-11-18"]) in html


def test_an_open_mission_shows_what_it_would_score_now(desk, running, hours):
    hours.shift(timedelta(minutes=30))

    assert "30.0 min · 1 · 1.00 = <strong>30.0</strong>" in text(
        page(desk, "mission_score", running)
    )


def test_an_imported_score_is_said_to_be_one(desk, owner):
    mission = MissionFactory(owner=owner, origin="imported", done=True)

    assert "was imported. It stays as the source had it" in text(
        page(desk, "mission_score", mission)
    )


def test_time_is_shown_in_the_zone_of_who_looks(desk, mission):
    TimeEntryFactory(mission=mission, closed=True)

    html = text(page(desk, "mission_time", mission))

    assert '<td class="figure">09:00:00</td><td class="figure">09:30:00</td>' in html
    assert "times in Europe/Berlin" in html


def test_claimed_and_discarded_time_is_marked(desk, mission, clock):
    TimeEntryFactory(mission=mission, claimed=True)
    TimeEntryFactory(mission=mission, closed=True, discarded_at=clock.now)

    html = text(page(desk, "mission_time", mission))

    assert '<span class="badge hatched">claimed</span>' in html
    assert "left out" in html


def test_an_entry_over_ten_hours_is_asked_about(desk, running, hours):
    hours.shift(timedelta(hours=10))

    assert "over ten hours: forgotten?" in text(page(desk, "mission_time", running))


def test_notes_and_history_are_paged(desk, mission):
    NoteFactory.create_batch(60, mission=mission)

    assert text(page(desk, "mission_history", mission)).count('<p class="pre">a note</p>') == 50


@pytest.mark.parametrize("name", ["mission_history", "mission_time", "mission_score"])
@pytest.mark.parametrize("query", [{"before": "x"}, {"after": "\x00"}, {"after": "9" * 5000}])
def test_a_cursor_that_is_none_means_the_start(desk, done, name, query):
    assert page(desk, name, done, query).status_code == 200


def test_what_if_shows_another_priority_and_saves_nothing(desk, mission):
    factors = {"urgency": "10", "easiness": "5", "impact": "5"}

    html = text(page(desk, "mission_what_if", mission, factors))

    mission.refresh_from_db()
    assert "10 · 5 · 5 / 125 = <strong>2.00</strong>" in html
    assert (mission.urgency, mission.revision) == (5, 1)


def test_what_if_answers_htmx_with_the_card_alone(desk, mission):
    factors = {"urgency": "10", "easiness": "5", "impact": "5"}

    response = page(desk, "mission_what_if", mission, factors, **htmx("priority"))

    assert text(response).strip().startswith('<section class="card" id="priority"')


@pytest.mark.parametrize("value", ["0", "11", "x", "NaN", "\x00", "1e400", ""])
def test_what_if_with_nonsense_says_which_and_shows_what_is(desk, mission, value):
    factors = {"urgency": value, "easiness": "5", "impact": "5"}

    response = page(desk, "mission_what_if", mission, factors)

    assert response.status_code == 422
    assert "Urgency " in text(response)
    assert "5 · 5 · 5 / 125 = <strong>1.00</strong>" in text(response)


def day(client, on):
    return client.get(f"/missions/days/{on}/")


def test_a_day_shows_the_rows_behind_its_figures(desk, done):
    html = text(day(desk, "2026-11-18"))

    assert "<strong>1:00:00</strong>" in html
    assert "<strong>90.0</strong>" in html
    assert "Fix the portal gate" in html


def test_a_day_without_work_says_so(desk):
    assert "No time was recorded on this day." in text(day(desk, "2020-02-29"))


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "2026-11-18"])
def test_any_day_has_a_page(desk, on):
    assert day(desk, on).status_code == 200


@pytest.mark.parametrize(
    "on", ["2026-02-30", "today", "2026-13-01", "0000-01-01", "%00", "1" * 5000, "२०२६-११-१८"]
)
def test_a_day_that_never_was_is_404(desk, on):
    assert day(desk, on).status_code == 404


def test_a_time_box_shows_what_is_left_and_what_is_over(desk, running, hours):
    type(running).objects.update(horizon="fixed", target_seconds=3600)
    hours.shift(timedelta(minutes=20))
    assert "40 min left" in text(page(desk, "mission_detail", running))

    hours.shift(timedelta(hours=1))

    assert "20 min over" in text(page(desk, "mission_detail", running))


@pytest.mark.parametrize("name", ["mission_detail", "mission_history", "mission_time"])
def test_a_mission_in_the_trash_can_be_looked_at_and_put_back(desk, mission, name):
    desk.post(reverse("missions:mission_trash", args=[mission.pk]))

    html = text(page(desk, name, mission))

    assert "This mission is in the trash." in html
    assert reverse("missions:mission_put_back", args=[mission.pk]) in html
