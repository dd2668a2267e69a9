from __future__ import annotations

import pytest
from django.urls import reverse

from missions.models import HistoryEntry, Mission
from tests.devcraft.visiting import htmx, location, snapshot
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ripe(owner):
    return MissionFactory(owner=owner, ripe=True, maturity_level=2)


def post(client, name, mission, typed=None, **headers):
    url = reverse(f"missions:{name}", args=[mission.pk])
    return client.post(url, typed or {}, headers=headers)


def level(mission):
    return Mission.objects.get(pk=mission.pk).maturity_level


def test_raising_goes_one_step_up_and_is_written_down(desk, ripe):
    response = post(desk, "level_raise", ripe)

    assert (location(response), level(ripe)) == (ripe.get_absolute_url(), 3)
    assert HistoryEntry.objects.get().body == {"fromLevel": 2, "toLevel": 3}


def test_a_shut_gate_says_what_it_wants(desk, mission):
    response = post(desk, "level_raise", mission)

    assert response.status_code == 409
    assert "Level 1 (pashyanti) still needs human words" in response.content.decode()
    assert level(mission) == 0


def test_the_page_shows_what_the_next_gate_wants(desk, mission):
    html = desk.get(mission.get_absolute_url()).content.decode()

    assert "Still needs human words or a technical spec." in html


def test_htmx_shows_the_shut_gate_as_a_toast(desk, mission):
    response = post(desk, "level_raise", mission, **htmx("main"))

    assert (response.status_code, response["HX-Retarget"]) == (409, "#toasts")


@pytest.mark.parametrize("to", ["0", "1"])
def test_lowering_goes_down_any_number_with_a_reason(desk, ripe, to):
    post(desk, "level_lower", ripe, {"to": to, "reason": "it broke"})

    assert level(ripe) == int(to)
    assert HistoryEntry.objects.get().body["message"] == "it broke"


@pytest.mark.parametrize("to", ["2", "3", "7"])
def test_lowering_never_goes_up_or_stays(desk, ripe, to):
    response = post(desk, "level_lower", ripe, {"to": to, "reason": "x"})

    assert response.status_code == 409
    assert level(ripe) == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"to": "0"}, "Reason is needed."),
        ({"to": "0", "reason": "x" * 201}, "Reason must have at most 200 characters; it has 201."),
        ({"to": "0", "reason": "\x00"}, "Reason must not hold NUL characters."),
        ({"to": "", "reason": "x"}, "Down to is needed."),
        ({"to": "8", "reason": "x"}, "Down to must be one of: para, pashyanti, madhyama"),
        ({"to": "-1", "reason": "x"}, "Down to must be one of"),
        ({"to": "\x00", "reason": "x"}, "Down to must be one of"),
    ],
)
def test_a_bad_value_is_named_and_nothing_changes(desk, ripe, typed, sentence):
    before = snapshot()

    response = post(desk, "level_lower", ripe, typed)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert snapshot() == before


@pytest.mark.parametrize(
    ("kind", "column"),
    [("review", "reviewer_score"), ("test", "tester_score"), ("play", "gamer_score")],
)
def test_a_result_is_recorded(desk, mission, kind, column):
    typed = {"kind": kind, "score": "92.5", "verdict": "PASS" if kind == "play" else ""}

    assert post(desk, "result_record", mission, typed).status_code == 302
    assert getattr(Mission.objects.get(), column) == 92.5


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": "review"}, "Score is needed."),
        ({"kind": "review", "score": "101"}, "Score must be at most 100."),
        ({"kind": "review", "score": "-1"}, "Score must be at least 0."),
        ({"kind": "review", "score": "nan"}, "Score must be a number."),
        ({"kind": "review", "score": "1e400"}, "Score must be a number."),
        ({"kind": "guess", "score": "1"}, "Result of must be one of: Review, Tests, Play."),
        ({"kind": "play", "score": "1"}, "Play verdict is needed for a play result."),
        ({"kind": "play", "score": "1", "verdict": "OK"}, "Play verdict must be one of"),
    ],
)
def test_a_result_that_is_none_is_named(desk, mission, typed, sentence):
    before = snapshot()

    response = post(desk, "result_record", mission, typed)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert snapshot() == before


def test_a_result_of_a_done_mission_is_refused(desk):
    mission = MissionFactory(owner=None, done=True)

    response = post(desk, "result_record", mission, {"kind": "review", "score": "100"})

    assert response.status_code == 409
    assert "is not open any more." in response.content.decode()


def test_without_scripts_what_was_typed_is_kept_beside_what_is_wrong(desk, mission):
    typed = {"kind": "review", "score": "101", "next": "/missions/?q=x"}

    html = post(desk, "result_record", mission, typed).content.decode()

    assert "Score must be at most 100." in html
    assert 'value="101"' in html
    assert 'value="/missions/?q=x"' in html
