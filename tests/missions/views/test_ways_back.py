"""After a form one is back where one was, and never on another site."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.devcraft.views.test_sign_in import OFF_SITE
from tests.devcraft.visiting import location
from tests.factories.missions import MissionFactory, NoteFactory

pytestmark = pytest.mark.django_db
STOOD_ON = "http://testserver/missions/?status=all"
FORMS = {
    "mission_create": {"name": "New"},
    "mission_start": {},
    "mission_pause": {},
    "mission_shelve": {},
    "mission_discard": {},
    "mission_archive": {},
    "mission_restore": {},
    "mission_trash": {},
    "mission_put_back": {},
    "mission_offline": {"minutes": "5", "on": "2026-11-18", "valor": "1"},
    "mission_edit": {"carbon_description": "words", "revision": "1"},
    "mission_answer": {"answer": "refine", "verdict": "modify", "rating": "5", "message": "no"},
    "level_raise": {},
    "result_record": {"kind": "review", "score": "95"},
    "criterion_tick": {"line": "0", "text": "opens in under a second", "is_met": "yes"},
    "note_add": {"message": "a note"},
    "note_remove": {},
    "note_put_back": {},
    "queue_add": {},
    "queue_remove": {},
}


@pytest.fixture
def mission(owner):
    return MissionFactory(owner=owner, ripe=True)


def submit(desk, name, mission, target):
    arguments = {} if name == "mission_create" else {"pk": mission.pk}
    if name.startswith("note_re") or name.startswith("note_put"):
        arguments["note"] = NoteFactory(mission=mission).pk
    if name == "mission_edit":
        arguments["part"] = "words"
    return desk.post(reverse(f"missions:{name}", kwargs=arguments), FORMS[name] | {"next": target})


@pytest.mark.parametrize("name", FORMS)
def test_a_form_leads_back_to_where_it_stood(desk, mission, name):
    response = submit(desk, name, mission, "/missions/?status=all&q=a%20b")

    assert (response.status_code, location(response)) == (302, "/missions/?status=all&q=a%20b")


@pytest.mark.parametrize("target", OFF_SITE)
def test_a_form_never_leads_off_this_site(desk, mission, target):
    response = submit(desk, "mission_start", mission, target)

    assert location(response) == mission.get_absolute_url()


@pytest.mark.parametrize("name", FORMS)
def test_no_form_leads_to_another_host(desk, mission, name):
    response = submit(desk, name, mission, "//evil.example/")

    assert location(response).startswith("/")
    assert "evil" not in location(response)


@pytest.mark.parametrize("page", ["mission_complete", "mission_offline", "mission_edit"])
@pytest.mark.parametrize("target", ["//evil.example", "javascript:alert(1)", "/missions/?q=x"])
def test_a_form_page_offers_only_ways_on_this_site(desk, mission, page, target):
    arguments = {"pk": mission.pk} | ({"part": "words"} if page == "mission_edit" else {})

    response = desk.get(reverse(f"missions:{page}", kwargs=arguments), {"next": target})

    assert response.context["next"] == target or "//evil" not in response.content.decode()
    assert "javascript:" not in response.content.decode()


def test_a_refusal_offers_the_way_back(desk, mission):
    desk.post(reverse("missions:mission_archive", args=[mission.pk]))

    response = submit(desk, "mission_start", mission, "/missions/?status=archived")

    assert response.status_code == 409
    assert 'href="/missions/?status=archived"' in response.content.decode()


def test_a_refusal_offers_no_way_off_this_site(desk, mission):
    desk.post(reverse("missions:mission_archive", args=[mission.pk]))

    response = submit(desk, "mission_start", mission, "https://evil.example/")

    assert "evil.example" not in response.content.decode()


REFUSED = {
    "mission_create": {"name": ""},
    "mission_answer": {"answer": "refine", "verdict": "modify", "rating": "5", "message": ""},
    "note_add": {"message": ""},
    "result_record": {"kind": "review", "score": "101"},
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize(
    "headers", [{}, {"HX-Request": "true", "HX-Boosted": "true", "HX-Current-URL": STOOD_ON}]
)
def test_what_stands_on_a_refused_form_leads_back_to_where_it_stood(desk, mission, name, headers):
    arguments = [] if name == "mission_create" else [mission.pk]
    typed = REFUSED[name] | {"next": "/missions/?status=all"}
    url = reverse(f"missions:{name}", args=arguments)

    response = desk.post(url, typed, headers=headers)

    html = response.content.decode()
    assert response.status_code == 422
    assert set(re.findall(r'name="next" value="([^"]*)"', html)) <= {"/missions/?status=all"}
    assert f"next={url}" not in html


def test_a_corrected_answer_is_taken_and_shown(desk, mission):
    url = reverse("missions:mission_answer", args=[mission.pk])
    page = reverse("missions:mission_history", args=[mission.pk])
    html = desk.post(url, REFUSED["mission_answer"] | {"next": page}).content.decode()
    (back,) = set(re.findall(r'name="next" value="([^"]*)"', html))

    response = desk.post(url, FORMS["mission_answer"] | {"next": back}, follow=True)

    assert (response.status_code, response.request["PATH_INFO"]) == (200, page)
