from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from missions.models import Mission
from tests.devcraft.visiting import htmx, signed_in
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
CREATE = "/missions/create/"
MEGABYTE = 1024 * 1024


@pytest.fixture
def strict(owner):
    """A signed-in browser whose server checks CSRF, with a page already open."""
    client = signed_in(owner, enforce_csrf_checks=True)
    client.get("/missions/")
    return client


def token_of(client):
    return client.cookies["devcraft-csrf"].value


def test_a_post_without_token_changes_nothing(strict):
    response = strict.post(CREATE, {"name": "forged"})

    assert response.status_code == 403
    assert not Mission.objects.exists()


def test_the_token_counts_in_the_form(strict):
    token = token_of(strict)

    response = strict.post(CREATE, {"name": "mine", "csrfmiddlewaretoken": token})

    assert response.status_code == 302


def test_the_token_counts_in_the_header_that_htmx_sends(strict):
    headers = htmx("main", **{"X-CSRFToken": token_of(strict)})

    assert strict.post(CREATE, {"name": "mine"}, headers=headers).status_code == 302


def test_every_page_gives_htmx_its_token(strict):
    html = strict.get("/missions/").content.decode()

    assert 'hx-headers=\'{"X-CSRFToken": "' in html


@pytest.mark.parametrize("token", ["", "x" * 64, "\x00", "0" * 32])
def test_a_made_up_token_does_not_count(strict, token):
    response = strict.post(CREATE, {"name": "forged"}, headers={"X-CSRFToken": token})

    assert response.status_code == 403


def test_a_token_of_another_browser_does_not_count(strict, stranger):
    other = signed_in(stranger)
    other.get("/missions/")

    response = strict.post(CREATE, {"name": "x", "csrfmiddlewaretoken": token_of(other)})

    assert response.status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver:81"])
def test_a_right_token_from_another_origin_does_not_count(strict, origin):
    headers = {"Origin": origin, "X-CSRFToken": token_of(strict)}

    assert strict.post(CREATE, {"name": "forged"}, headers=headers).status_code == 403


def test_behind_tls_a_missing_referrer_is_refused(owner):
    client = signed_in(owner, enforce_csrf_checks=True)
    client.get("/missions/", secure=True)
    headers = {"X-CSRFToken": token_of(client)}

    response = client.post(CREATE, {"name": "forged"}, headers=headers, secure=True)

    assert response.status_code == 403


@pytest.mark.parametrize("verb", ["put", "patch", "delete"])
def test_other_unsafe_verbs_need_the_token_first(strict, verb):
    assert getattr(strict, verb)("/missions/").status_code == 403


def test_the_door_too_wants_its_token(owner):
    client = Client(enforce_csrf_checks=True)

    assert client.post("/sign-in/", {"username": "owner", "password": "x"}).status_code == 403


def test_a_body_over_the_limit_is_refused_before_it_is_read(owner):
    body = b"name=" + b"x" * MEGABYTE

    response = signed_in(owner).post(CREATE, body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 413
    assert "larger than 1 MB, the limit here." in response.content.decode()


@pytest.mark.parametrize("size", [8 * MEGABYTE + 2000, 9 * MEGABYTE])
def test_a_program_is_told_of_the_limit_in_json(client, size):
    response = client.put("/api/worlds/1/state", b"x" * size)

    assert (response.status_code, response["Content-Type"]) == (413, "application/json")
    assert response.json() == {
        "error": "what was sent is larger than 8 MB",
        "field": "body",
    }


def test_a_body_at_the_limit_is_read(owner):
    body = b"name=" + b"x" * (MEGABYTE - 5)

    response = signed_in(owner).post(CREATE, body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 422


@pytest.mark.parametrize("length", ["-1", "1e9", "ten", "1,000"])
def test_a_length_that_is_no_number_is_refused(owner, length):
    client = signed_in(owner)

    response = client.post(CREATE, {"name": "x"}, CONTENT_LENGTH=length)

    assert response.status_code in (400, 413)


@pytest.mark.urls("tests.devcraft.program_urls")
@pytest.mark.parametrize(("size", "status"), [(10, 200), (11, 413)])
def test_a_view_may_set_a_limit_of_its_own(owner, size, status):
    client = signed_in(owner)

    response = client.post("/small/", b"x" * size, content_type="text/plain")

    assert response.status_code == status


@pytest.mark.parametrize("target", ["/", "/missions/", "/missions/1/", "/profile/"])
def test_visitors_are_led_to_the_door_and_back(client, target):
    response = client.get(target)

    assert response["Location"] == f"/sign-in/?next={target}"


def test_htmx_leaves_the_page_for_the_door(client):
    response = client.post("/missions/1/start/", headers=htmx("main"))

    assert (response.status_code, response["HX-Redirect"]) == (200, "/sign-in/")


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("Europe/Berlin", "18:30:00 CET"), ("Asia/Kolkata", "23:00:00 IST"), ("UTC", "17:30:00 UTC")],
)
def test_instants_are_shown_in_the_zone_of_who_looks(zone, shown):
    user = UserFactory(zone=zone)
    with time_machine.travel("2026-11-18 17:30Z", tick=False):
        mission = MissionFactory(owner=user, created_at="2026-11-18T17:30Z")

    html = signed_in(user).get(mission.get_absolute_url()).content.decode()

    assert shown in html


def test_one_visitor_does_not_set_the_zone_for_the_next(owner):
    mission = MissionFactory(owner=None)
    for zone in ("Asia/Kolkata", "UTC"):
        html = signed_in(UserFactory(zone=zone)).get(mission.get_absolute_url()).content.decode()

    assert "IST" not in html
