from __future__ import annotations

import pytest
from django.http import HttpResponse
from django_htmx.middleware import HtmxMiddleware

from devcraft.http import refused, wants_fragment, way_back
from tests.devcraft.views.test_sign_in import OFF_SITE, ON_SITE
from tests.devcraft.visiting import htmx


def request_of(rf, **headers):
    request = rf.get("/", headers=headers)
    HtmxMiddleware(lambda _: HttpResponse())(request)
    return request


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        (htmx("rows"), True),
        ({}, False),
        ({"HX-Target": "rows"}, False),
        (htmx("main"), False),
        (htmx("rows", **{"HX-Boosted": "true"}), False),
        (htmx("rows", **{"HX-History-Restore-Request": "true"}), False),
        (htmx("ROWS"), False),
    ],
)
def test_a_fragment_is_wanted_only_by_the_element_that_asks_for_itself(rf, headers, wanted):
    assert wants_fragment(request_of(rf, **headers), "rows") is wanted


@pytest.mark.parametrize("target", ON_SITE)
def test_a_way_on_this_site_is_taken(rf, target):
    assert way_back(rf.post("/", {"next": target})) == target
    assert way_back(rf.get("/", {"next": target})) == target


@pytest.mark.parametrize("target", OFF_SITE)
def test_a_way_off_this_site_is_replaced(rf, target):
    assert way_back(rf.post("/", {"next": target}), default="/missions/") == "/missions/"
    assert way_back(rf.get("/", {"next": target})) == "/"


def test_the_form_wins_over_the_address(rf):
    assert way_back(rf.post("/?next=/b/", {"next": "/a/"})) == "/a/"


def test_behind_tls_a_plain_address_is_off_this_site(rf):
    request = rf.post("/", {"next": "http://testserver/missions/"}, secure=True)

    assert way_back(request) == "/"


def test_a_refusal_keeps_the_address_and_shows_as_a_toast(rf):
    request = request_of(rf, **htmx("main"))

    response = refused(request, "That mission is archived.")

    assert response.status_code == 409
    assert response["HX-Replace-Url"] == "false"
    assert (response["HX-Retarget"], response["HX-Reselect"]) == ("#toasts", ".toast")
    assert b"That mission is archived." in response.content
