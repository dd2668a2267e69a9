from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from missions.models import Mission, ScoreEntry, Status, TimeEntry
from tests.devcraft.visiting import htmx, location, snapshot
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db


def url(mission, name="mission_complete"):
    return reverse(f"missions:{name}", args=[mission.pk])


def fresh(mission):
    return Mission.objects.get(pk=mission.pk)


@pytest.fixture
def worked(running, hours):
    hours.shift(timedelta(hours=1))
    return running


def test_the_page_previews_the_score_at_valor_one(desk, worked):
    html = desk.get(url(worked)).content.decode()

    assert "60.0</span> min" in html
    assert '<strong class="figure">60.0</strong> points' in html


def test_completing_freezes_the_score(desk, worked):
    response = desk.post(url(worked), {"valor": "1.5"})

    assert location(response) == worked.get_absolute_url()
    assert (fresh(worked).status, fresh(worked).score) == (Status.DONE, 90)


def test_completing_may_start_the_next_in_the_queue(desk, worked):
    following = MissionFactory(owner=worked.owner, queued=True)

    desk.post(url(worked), {"valor": "1", "start_next": "on"})

    assert TimeEntry.objects.running().get().mission == following


@pytest.mark.parametrize(
    ("valor", "sentence"),
    [
        ("", "Valor is needed."),
        ("2.1", "Valor must be at most 2."),
        ("-0.1", "Valor must be at least 0."),
        ("0.123", "Valor must have at most 2 decimal places."),
        ("1.234", "Valor must have at most 2 decimal places."),
        ("1" * 400, "Valor must"),
        ("high", "Valor must be a number."),
        ("NaN", "Valor must be a number."),
        ("Infinity", "Valor must be a number."),
        ("1e400", "Valor must"),
        ("\x00", "Valor must be a number."),
    ],
)
def test_a_valor_that_is_none_is_named_and_the_clock_runs_on(desk, worked, valor, sentence):
    before = snapshot()

    response = desk.post(url(worked), {"valor": valor, "start_next": "on"})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert snapshot() == before


def test_what_was_typed_is_kept(desk, worked):
    html = desk.post(url(worked), {"valor": "2.75", "start_next": "on"}).content.decode()

    assert 'value="2.75"' in html
    assert 'name="start_next" id="id_start_next" checked' in html


def test_an_empty_form_completes_nothing(desk, worked):
    assert desk.post(url(worked), {}).status_code == 422
    assert fresh(worked).status == Status.WIP


def test_a_mission_that_was_not_started_is_refused(desk, mission):
    response = desk.post(url(mission), {"valor": "1"})

    assert response.status_code == 409
    assert "was not started; start it, or log offline time." in response.content.decode()
    assert not ScoreEntry.objects.exists()


def test_a_second_completion_is_refused_and_scores_nothing(desk, worked):
    desk.post(url(worked), {"valor": "1"})

    response = desk.post(url(worked), {"valor": "2"})

    assert response.status_code == 409
    assert ScoreEntry.objects.count() == 1


def test_the_same_submit_again_is_the_same_completion(desk, worked):
    for _ in range(2):
        response = desk.post(url(worked), {"valor": "1", "token": "once"})

    assert response.status_code == 302
    assert ScoreEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("valor", "points"),
    [("2", "120.0"), ("0.5", "30.0"), ("0", "0.0"), ("x", "60.0"), ("", "60.0")],
)
def test_the_preview_follows_the_slider_and_ignores_nonsense(desk, worked, valor, points):
    response = desk.get(url(worked, "mission_preview"), {"valor": valor}, headers=htmx("preview"))

    assert response.status_code == 200
    assert f'<strong class="figure">{points}</strong> points' in response.content.decode()
    assert response.content.strip().startswith(b'<p id="preview"')


def test_the_page_as_a_fragment_is_the_preview(desk, worked):
    response = desk.get(url(worked), headers=htmx("preview"))

    assert response.content.strip().startswith(b'<p id="preview"')
    assert {"HX-Request", "HX-Target"} <= set(response["Vary"].split(", "))


def test_a_boosted_or_restored_page_is_whole(desk, worked):
    for header in ("HX-Boosted", "HX-History-Restore-Request"):
        response = desk.get(url(worked), headers=htmx("preview", **{header: "true"}))

        assert b"<html" in response.content
