from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from missions import lifecycle
from missions.models import Mission, Status, TimeEntry
from tests.devcraft.visiting import location, snapshot
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
TYPED = {"minutes": "30", "on": "2026-11-17", "valor": "1"}


def url(mission):
    return reverse("missions:mission_offline", args=[mission.pk])


def fresh(mission):
    return Mission.objects.get(pk=mission.pk)


def test_the_page_proposes_today_in_the_zone_of_who_looks(desk, mission, hours, owner):
    hours.move_to("2026-11-18 23:30Z")  # 00:30 on the 19th in Berlin

    assert 'value="2026-11-19"' in desk.get(url(mission)).content.decode()


def test_minutes_are_claimed_for_the_day(desk, mission):
    response = desk.post(url(mission), TYPED)

    entry = TimeEntry.objects.get()
    assert location(response) == mission.get_absolute_url()
    assert (entry.claimed_on, entry.claimed_seconds) == (date(2026, 11, 17), 1800)
    assert fresh(mission).status == Status.TODO


def test_minutes_may_complete_the_mission(desk, mission):
    desk.post(url(mission), TYPED | {"is_done": "on", "valor": "2"})

    assert (fresh(mission).status, fresh(mission).score) == (Status.DONE, 60)


def test_minutes_added_to_a_done_mission_correct_its_score(desk, mission):
    desk.post(url(mission), TYPED | {"is_done": "on"})

    desk.post(url(mission), TYPED)

    assert fresh(mission).score == 60
    assert fresh(mission).score_entries.count() == 2


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("minutes", "", "Minutes is needed."),
        ("minutes", "0", "Minutes must be at least 1."),
        ("minutes", "-5", "Minutes must be at least 1."),
        ("minutes", "1441", "Minutes must be at most 1440."),
        ("minutes", "1.5", "Minutes must be a whole number."),
        ("minutes", "1e2", "Minutes must be a whole number."),
        ("minutes", "9" * 5000, "Minutes must"),
        ("minutes", "\x00", "Minutes must be a whole number."),
        ("on", "", "Day is needed."),
        ("on", "yesterday", "Day must be a date such as 2026-03-28."),
        ("on", "2026-02-30", "Day must be a date such as 2026-03-28."),
        ("on", "2026-11-19", "Day must not lie in the future."),
        ("on", "9999-12-31", "Day must not lie in the future."),
        ("on", "0000-01-01", "Day must be a date"),
        ("on", "\x00", "Day must be a date"),
        ("valor", "3", "Valor must be at most 2."),
        ("valor", "", "Valor is needed."),
    ],
)
def test_a_bad_value_is_named_and_nothing_changes(desk, mission, name, value, sentence):
    before = snapshot()

    response = desk.post(url(mission), TYPED | {name: value})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert snapshot() == before


@pytest.mark.parametrize("on", ["0001-01-01", "1900-02-28", "2026-11-18"])
def test_any_day_of_the_past_can_be_logged(desk, mission, on):
    assert desk.post(url(mission), TYPED | {"on": on}).status_code == 302
    assert desk.get(reverse("missions:mission_time", args=[mission.pk])).status_code == 200
    assert desk.get(reverse("missions:day", args=[on])).status_code == 200


def test_what_was_typed_is_kept(desk, mission):
    response = desk.post(url(mission), {"minutes": "5000", "on": "2026-11-01", "is_done": "on"})

    html = response.content.decode()
    assert 'value="5000"' in html
    assert 'value="2026-11-01"' in html
    assert 'id="id_is_done" checked' in html


def test_an_empty_form_logs_nothing(desk, mission):
    assert desk.post(url(mission), {}).status_code == 422


@pytest.mark.parametrize("put_away", [lifecycle.archive, lifecycle.trash])
def test_a_mission_that_was_put_away_is_refused(desk, mission, clock, put_away):
    put_away(user=mission.owner, mission=mission, now=clock.now)

    assert desk.post(url(mission), TYPED).status_code == 409
    assert not TimeEntry.objects.exists()


def test_the_same_submit_again_logs_once(desk, mission):
    for _ in range(2):
        desk.post(url(mission), TYPED | {"token": "once"})

    assert TimeEntry.objects.count() == 1


def test_a_done_mission_keeps_its_own_valor(desk, mission):
    desk.post(url(mission), TYPED | {"is_done": "on", "valor": "2"})

    desk.post(url(mission), TYPED | {"is_done": "on", "valor": "0.5"})

    assert fresh(mission).valor == 2


def test_time_on_a_shared_mission_is_ones_own(desk, owner):
    shared = MissionFactory(owner=None)

    desk.post(url(shared), TYPED)

    assert TimeEntry.objects.get().owner == owner
