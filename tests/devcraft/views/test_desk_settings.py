from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from devcraft.models import User
from tests.devcraft.visiting import htmx, location, signed_in

pytestmark = pytest.mark.django_db
NEW = "a quite long pass phrase 42"
TYPED = {"zone": "Asia/Kolkata", "day_start_hour": "4", "theme": "dark", "has_single_keys": ""}


@pytest.fixture
def desk(owner):
    return signed_in(owner)


def fields(user):
    names = ["zone", "day_start_hour", "theme", "has_single_keys", "is_staff", "password"]
    return User.objects.filter(pk=user.pk).values(*names).get()


def test_the_page_shows_what_is_stored(desk):
    html = desk.get(reverse("settings")).content.decode()

    assert '<option value="Europe/Berlin" selected>' in html
    assert '<option value="0" selected>00:00' in html


def test_saving_writes_the_four_fields(desk, owner):
    response = desk.post(reverse("settings"), TYPED)

    assert location(response) == reverse("settings")
    found = fields(owner)
    assert (found["zone"], found["day_start_hour"], found["theme"], found["has_single_keys"]) == (
        "Asia/Kolkata",
        4,
        "dark",
        False,
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("zone", "Mars/Olympus", "Zone must be one of: Africa/Abidjan"),
        ("zone", "", "Zone is needed."),
        ("zone", "Europe/Berlin\x00", "Zone must be one of"),
        ("day_start_hour", "13", "Day starts at must be one of: 00:00"),
        ("day_start_hour", "-1", "Day starts at must be one of"),
        ("day_start_hour", "noon", "Day starts at must be one of"),
        ("theme", "neon", "Theme must be one of: Follow the system, Light, Dark."),
    ],
)
def test_a_bad_value_is_named_and_nothing_changes(desk, owner, name, value, sentence):
    before = fields(owner)

    response = desk.post(reverse("settings"), TYPED | {name: value})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert fields(owner) == before


def test_other_typed_values_are_kept_beside_the_error(desk):
    html = desk.post(reverse("settings"), TYPED | {"zone": "Nowhere"}).content.decode()

    assert '<option value="4" selected>04:00' in html
    assert '<option value="dark" selected>' in html


def test_an_empty_post_is_no_save(desk, owner):
    before = fields(owner)

    response = desk.post(reverse("settings"), {})

    assert response.status_code == 422
    assert fields(owner) == before


def test_fields_that_the_page_does_not_show_are_not_taken(desk, owner):
    before = fields(owner)
    extra = {"is_staff": "on", "is_superuser": "on", "username": "root", "password": "x"}

    desk.post(reverse("settings"), TYPED | extra)

    after = fields(owner)
    assert (after["is_staff"], after["password"]) == (False, before["password"])
    assert User.objects.get(pk=owner.pk).username == "owner"


def test_the_zone_of_the_browser_is_taken_over(desk, owner):
    response = desk.post(reverse("zone"), {"zone": "Asia/Tokyo", "next": "/missions/"})

    assert location(response) == "/missions/"
    assert fields(owner)["zone"] == "Asia/Tokyo"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "\x00", "<b>", "Europe/Berlin "])
def test_a_zone_that_is_none_is_refused_in_one_sentence(desk, owner, zone):
    response = desk.post(reverse("zone"), {"zone": zone})

    assert response.status_code == 422
    assert "Zone must be a name from the time zone database." in response.content.decode()
    assert fields(owner)["zone"] == "Europe/Berlin"


def test_htmx_gets_the_refusal_as_a_toast(desk):
    response = desk.post(reverse("zone"), {"zone": "?"}, headers=htmx("main"))

    assert (response.status_code, response["HX-Retarget"]) == (422, "#toasts")
    assert "<html" not in response.content.decode()


def test_a_password_signs_in_afterwards_and_keeps_this_session(desk, owner):
    response = desk.post(reverse("password"), {"new_password1": NEW, "new_password2": NEW})

    assert location(response) == reverse("settings")
    assert desk.get("/").status_code == 200
    typed = {"username": "owner", "password": NEW}
    assert Client().post(reverse("sign_in"), typed).status_code == 302


def test_a_new_password_signs_other_sessions_out(desk, owner):
    elsewhere = signed_in(owner)
    assert elsewhere.get("/").status_code == 200

    desk.post(reverse("password"), {"new_password1": NEW, "new_password2": NEW})

    assert elsewhere.get("/").status_code == 302


def test_a_new_password_leaves_other_accounts_alone(desk, stranger):
    elsewhere = signed_in(stranger)

    desk.post(reverse("password"), {"new_password1": NEW, "new_password2": NEW})

    assert elsewhere.get("/").status_code == 200


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (NEW, NEW + "!", "didn’t match"),
        ("short", "short", "too short"),
        ("owner-42!", "owner-42!", "too similar to the username"),
        ("1234567890123", "1234567890123", "entirely numeric"),
        ("password123", "password123", "too common"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused(desk, owner, first, second, sentence):
    before = fields(owner)

    response = desk.post(reverse("password"), {"new_password1": first, "new_password2": second})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert fields(owner) == before


@pytest.mark.parametrize("typed", [{}, {"new_password1": NEW}, {"new_password1": "\x00"}])
def test_a_missing_password_is_named(desk, owner, typed):
    before = fields(owner)

    response = desk.post(reverse("password"), typed)

    assert response.status_code == 422
    assert "This field is required." not in response.content.decode()
    assert fields(owner) == before


def test_a_typed_password_is_never_sent_back(desk):
    response = desk.post(reverse("password"), {"new_password1": NEW, "new_password2": "other"})

    assert NEW not in response.content.decode()
