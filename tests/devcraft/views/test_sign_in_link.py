from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from devcraft import accounts, clock
from devcraft.models import SignInLink, User
from tests.devcraft.visiting import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(owner):
    token = accounts.new_link(owner, now=clock.now())
    return reverse("sign_in_by_link", args=[token])


def who(client):
    return client.session.get("_auth_user_id")


def test_a_click_signs_in_and_leads_to_today(client, owner, link):
    response = client.get(link)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert who(client) == str(owner.pk)


def test_a_second_click_finds_the_link_spent(client, link):
    client.get(link)

    response = Client().get(link)

    assert response.status_code == 410
    assert "This link is spent" in response.content.decode()


def test_an_old_link_is_gone(client, owner):
    with time_machine.travel("2026-11-18 09:00Z"):
        link = reverse("sign_in_by_link", args=[accounts.new_link(owner, now=clock.now())])

    with time_machine.travel("2026-11-18 10:00:01Z"):
        response = client.get(link)

    assert (response.status_code, who(client)) == (410, None)


@pytest.mark.parametrize("token", ["x", "%00", "..", "a" * 3000])
def test_an_unknown_link_is_gone(client, owner, token):
    response = client.get(f"/sign-in/{token}/")

    assert response.status_code == 410


def test_a_link_of_a_switched_off_account_is_gone(client, owner, link):
    User.objects.filter(pk=owner.pk).update(is_active=False)

    response = client.get(link)

    assert (response.status_code, who(client)) == (410, None)


@pytest.mark.parametrize("verb", ["head", "post", "put", "delete", "options"])
def test_no_other_verb_spends_the_link(client, link, verb):
    response = getattr(client, verb)(link)

    assert response.status_code == 405
    assert SignInLink.objects.get().used_at is None


@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender", "prefetch;anonymous"])
def test_a_browser_that_fetches_ahead_does_not_spend_the_link(client, link, purpose):
    response = client.get(link, headers={"Sec-Purpose": purpose})

    assert response.status_code == 503
    assert SignInLink.objects.get().used_at is None
    assert client.get(link).status_code == 302


def test_the_session_key_changes_at_sign_in(client, link):
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    before = session.session_key

    client.get(link)

    assert client.session.session_key != before


def test_a_link_changes_the_account_that_sits_here(stranger, owner, link):
    client = signed_in(stranger)

    client.get(link)

    assert who(client) == str(owner.pk)
    assert client.session.get("sample_visitor") is None


def test_the_link_is_not_stored_by_the_browser(client, link):
    assert "no-store" in client.get(link)["Cache-Control"]


def test_the_way_in_does_not_leak_by_referrer(client):
    response = client.get("/sign-in/some-token/")

    assert response["Referrer-Policy"] == "same-origin"
