from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.devcraft.visiting import location, signed_in
from tests.factories.devcraft import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"
OFF_SITE = [
    "//evil.example",
    "///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "http://evil.example",
    "https://evil.example/?x=testserver",
    "http:///evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "ftp://testserver/",
    "//testserver@evil.example/",
    "http://testserver.evil.example/",
    " //evil.example",
    "\t//evil.example",
    "\x00//evil.example",
    "http://[::1",
]
ON_SITE = ["/missions/", "/missions/?status=all", "http://testserver/profile/", "/a%20b/"]


@pytest.fixture
def owner(db):
    user = UserFactory(username="owner")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, username="owner", password=PASSWORD, **more):
    typed = {"username": username, "password": password, **more}
    return client.post(reverse("sign_in"), typed)


def who(client):
    return client.session.get("_auth_user_id")


def test_name_and_password_sign_in(client, owner):
    response = sign_in(client)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert who(client) == str(owner.pk)


def test_the_session_key_changes_at_sign_in(client, owner):
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key

    sign_in(client)

    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("username", "password"),
    [("owner", "wrong"), ("nobody", PASSWORD), ("OWNER", PASSWORD), ("owner", PASSWORD + " ")],
)
def test_a_wrong_pair_is_refused_without_saying_which_half(client, owner, username, password):
    response = sign_in(client, username, password)

    assert (response.status_code, who(client)) == (422, None)
    assert "Name and password do not match an account here." in response.content.decode()


def test_a_switched_off_account_gets_the_same_answer(client, owner):
    owner.is_active = False
    owner.save()

    response = sign_in(client)

    assert (response.status_code, who(client)) == (422, None)
    assert "do not match an account here" in response.content.decode()


def test_an_account_without_password_cannot_be_guessed(client):
    UserFactory(username="keyless", password="!")

    assert sign_in(client, "keyless", "").status_code == 422
    assert sign_in(client, "keyless", "!").status_code == 422


def test_the_name_is_kept_and_the_password_is_not(client, owner):
    response = sign_in(client, password="a wrong guess")

    html = response.content.decode()
    assert 'value="owner"' in html
    assert "a wrong guess" not in html


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"password": "x"}, "Name is needed."),
        ({"username": "owner"}, "Password is needed."),
        ({"username": "o\x00", "password": "x"}, "Name must not hold NUL characters."),
        ({"username": "o", "password": "\x00"}, "Password must not hold NUL characters."),
        ({"username": "o" * 151, "password": "x"}, "Name must have at most 150 characters"),
        ({}, "Name is needed."),
    ],
)
def test_what_is_missing_or_wrong_is_named(client, owner, typed, sentence):
    response = client.post(reverse("sign_in"), typed)

    assert response.status_code == 422
    assert sentence in response.content.decode()


@pytest.mark.parametrize("target", OFF_SITE)
def test_the_way_back_never_leaves_this_site(client, owner, target):
    response = sign_in(client, next=target)

    assert response["Location"] == "/"


@pytest.mark.parametrize("target", OFF_SITE)
def test_the_page_does_not_repeat_a_way_off_this_site(client, target):
    response = client.get(reverse("sign_in"), {"next": target})

    assert response.context["next"] == "/"


@pytest.mark.parametrize("target", ON_SITE)
def test_the_way_back_leads_to_where_one_came_from(client, owner, target):
    assert sign_in(client, next=target)["Location"] == target


@pytest.mark.parametrize("target", ["/\r\nX-Evil: 1", "/%0d%0aX-Evil: 1", "/\u2028X-Evil: 1"])
def test_the_way_back_writes_no_header_of_its_own(client, owner, target):
    response = sign_in(client, next=target)

    assert "X-Evil" not in response.headers
    assert not re.search(r"[\r\n]", response["Location"])


def test_a_page_that_needs_sign_in_is_the_way_back(client, owner):
    response = client.get("/missions/?status=all")

    assert response["Location"] == "/sign-in/?next=/missions/%3Fstatus%3Dall"


def test_a_lost_post_leads_to_the_door_without_a_way_back(client):
    assert client.post("/missions/create/")["Location"] == "/sign-in/"


def test_htmx_is_told_to_go_to_the_door(client):
    response = client.get("/timer/", headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (200, "/sign-in/")
    assert response.content == b""


def test_signing_out_needs_a_post(owner):
    client = signed_in(owner)

    assert client.get(reverse("sign_out")).status_code == 405
    assert who(client) == str(owner.pk)


def test_signing_out_ends_the_session(owner):
    client = signed_in(owner)
    stolen = Client()
    stolen.cookies["devcraft"] = client.cookies["devcraft"].value

    response = client.post(reverse("sign_out"))

    assert location(response) == "/sign-in/"
    assert client.get("/")["Location"].startswith("/sign-in/")
    assert stolen.get("/")["Location"].startswith("/sign-in/")


def test_signing_out_a_second_time_leads_to_the_door(client):
    assert client.post(reverse("sign_out"))["Location"] == "/sign-in/"


def test_a_switched_off_account_is_out_at_once(owner):
    client = signed_in(owner)
    owner.is_active = False
    owner.save()

    assert client.get("/")["Location"].startswith("/sign-in/")
