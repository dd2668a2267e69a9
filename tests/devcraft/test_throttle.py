from __future__ import annotations

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from devcraft import accounts, clock
from tests.factories.devcraft import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD, WRONG = "correct horse battery staple", "wrong"
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.4"


@pytest.fixture(autouse=True)
def accounts_with_passwords():
    for name in ("owner", "teammate"):
        user = UserFactory(username=name)
        user.set_password(PASSWORD)
        user.save()


def attempt(name="owner", password=WRONG, address=HERE, **headers):
    typed = {"username": name, "password": password}
    return Client(REMOTE_ADDR=address).post(reverse("sign_in"), typed, headers=headers)


def fail(times, **where):
    return [attempt(**where).status_code for _ in range(times)]


def test_the_fifth_failure_locks_name_and_address():
    assert fail(5) == [422] * 4 + [429]

    response = attempt(password=PASSWORD)

    assert response.status_code == 429
    assert "waits for 15 minutes" in response.content.decode()


def test_another_address_is_not_locked_out():
    fail(6)

    assert attempt(password=PASSWORD, address=ELSEWHERE).status_code == 302


def test_another_name_from_the_same_address_is_not_locked_out():
    fail(6)

    assert attempt("teammate", PASSWORD).status_code == 302


def test_fifty_failures_lock_the_address_for_every_name():
    for number in range(50):
        attempt(f"guess-{number}")

    assert attempt("teammate", PASSWORD).status_code == 429
    assert attempt("teammate", PASSWORD, ELSEWHERE).status_code == 302


def test_forty_nine_failures_of_many_names_do_not():
    for number in range(49):
        attempt(f"guess-{number}")

    assert attempt("teammate", PASSWORD).status_code == 302


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_a_made_up_address_does_not_help(header):
    for number in range(5):
        attempt(**{header: f"192.0.2.{number}"})

    assert attempt(password=PASSWORD, **{header: "192.0.2.99"}).status_code == 429


def test_another_browser_does_not_help():
    for number in range(5):
        attempt(**{"User-Agent": f"browser {number}"})

    assert attempt(password=PASSWORD, **{"User-Agent": "fresh"}).status_code == 429


def test_the_lock_opens_after_fifteen_minutes():
    with time_machine.travel("2026-11-18 09:00Z", tick=False):
        fail(5)

    with time_machine.travel("2026-11-18 09:15:01Z", tick=False):
        assert attempt(password=PASSWORD).status_code == 302


def test_tries_during_the_lock_do_not_prolong_it():
    with time_machine.travel("2026-11-18 09:00Z", tick=False):
        fail(5)
    with time_machine.travel("2026-11-18 09:10Z", tick=False):
        fail(3)

    with time_machine.travel("2026-11-18 09:15:01Z", tick=False):
        assert attempt(password=PASSWORD).status_code == 302


def test_an_own_sign_in_does_not_reset_the_failures_with_other_names():
    for _ in range(12):
        fail(4, name="owner")
        attempt("teammate", PASSWORD)

    assert attempt("owner", PASSWORD).status_code == 429


def test_many_names_cannot_be_tried_between_own_sign_ins():
    for number in range(50):
        attempt(f"guess-{number}")
        if number % 9 == 0:
            attempt("teammate", PASSWORD)

    assert attempt("teammate", PASSWORD).status_code == 429


def test_a_right_password_forgets_earlier_slips():
    fail(4)
    attempt(password=PASSWORD)

    assert fail(4) == [422] * 4


def test_a_link_works_while_the_password_is_locked(owner_link):
    fail(6)

    assert Client(REMOTE_ADDR=HERE).get(owner_link).status_code == 302


@pytest.fixture
def owner_link(accounts_with_passwords):
    user = accounts.User.objects.get(username="owner")
    return reverse("sign_in_by_link", args=[accounts.new_link(user, now=clock.now())])


@pytest.mark.parametrize("name", ["owner", "nobody-of-that-name"])
def test_the_lock_does_not_tell_whether_the_name_exists(name):
    assert fail(5, name=name) == [422] * 4 + [429]


def test_the_password_itself_is_never_logged():
    attempt(password="a-secret-that-was-mistyped")

    assert "a-secret-that-was-mistyped" not in repr(AccessAttempt.objects.values().get())
