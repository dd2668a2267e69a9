from __future__ import annotations

import pytest
from django.test import Client

from devcraft import clock, keys
from devcraft.models import ClientKey
from tests.devcraft.visiting import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.devcraft.program_urls")]


@pytest.fixture
def issued(owner):
    return keys.issue(owner=owner, name="laptop", scopes=["missions:read"], now=clock.now())


def ask(text, *, kind="Bearer", verb="get", **headers):
    client = Client(enforce_csrf_checks=True)
    return getattr(client, verb)("/programs/", headers={"Authorization": f"{kind} {text}"})


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_program_with_a_key_is_answered_without_session_and_token(issued, verb):
    response = ask(issued.text, verb=verb)

    assert (response.status_code, response.content) == (200, b"laptop of owner")
    assert response.cookies == {}


@pytest.mark.parametrize("text", ["", "dvc_", "x" * 10_000, "\x00", "ॐ", "dvc_00000000_"])
def test_without_a_live_key_the_answer_is_always_the_same(issued, text):
    response = ask(text)

    assert response.status_code == 401
    assert response.json() == {"error": "a client key is needed"}
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_dead_key_is_not_told_from_an_unknown_one(issued):
    ClientKey.objects.update(revoked_at=clock.now())

    assert ask(issued.text).content == ask("dvc_unknown").content


@pytest.mark.parametrize("kind", ["Basic", "bearer", "Token", ""])
def test_only_the_bearer_scheme_counts(issued, kind):
    assert ask(issued.text, kind=kind).status_code == 401


def test_a_key_without_the_scope_is_told_which_one(owner):
    other = keys.issue(owner=owner, name="x", scopes=["worlds:write"], now=clock.now())

    response = ask(other.text)

    assert response.status_code == 403
    assert response.json() == {"error": "this key lacks the scope missions:read"}


def test_a_key_in_the_address_is_not_accepted(client, issued):
    for name in ("key", "token", "access_token", "api_key", "authorization"):
        assert client.get("/programs/", {name: issued.text}).status_code == 401

    assert ClientKey.objects.get().last_used_at is None


def test_a_key_in_the_body_or_a_cookie_is_not_accepted(client, issued):
    client.cookies["key"] = issued.text

    assert client.post("/programs/", {"key": issued.text}).status_code == 401


def test_a_session_does_not_count_where_a_key_is_needed(owner):
    assert signed_in(owner).get("/programs/").status_code == 401


def test_a_key_does_not_count_where_a_session_is_needed(client, issued):
    headers = {"Authorization": f"Bearer {issued.text}"}

    response = client.get("/people/", headers=headers)

    assert response["Location"].startswith("/sign-in/")


def test_a_wrong_verb_is_refused(issued):
    assert ask(issued.text, verb="delete").status_code == 405
