"""The exact set of security headers on every answer (spec/reliability X8; ASVS 3.4, 14.3.2)."""

from __future__ import annotations

import pytest
from django.test import Client

from devcraft import accounts, clock
from tests.devcraft.visiting import htmx, signed_in, taken_back
from tests.factories.missions import MissionFactory
from tests.routes import ROUTES, url_of
from tests.worlds import tables as worlds

pytestmark = pytest.mark.django_db
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
PICTURE = {"default-src": "'none'", "sandbox": ""}
WANTED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def policy_of(response):
    text = response.headers["Content-Security-Policy"]
    parts = (part.strip().partition(" ") for part in text.split(";") if part.strip())
    return {name: value for name, _, value in parts}


def sure(response):
    """The security headers of RESPONSE, policy and caching apart."""
    return {name: response.headers.get(name) for name in WANTED}


@pytest.fixture
def mission(owner):
    return MissionFactory(owner=owner)


def test_every_route_answers_with_the_whole_set(owner, mission):
    for name in sorted(set(ROUTES) - {"missions:avatar"}):
        with taken_back():
            client, url = signed_in(owner), url_of(name, mission)
            for response in (client.get(url), client.post(url)):
                check(name, response)


def check(name, response):
    assert sure(response) == WANTED, name
    assert policy_of(response) == (PICTURE if is_picture(response) else POLICY), name
    kept = {"private", "no-cache" if is_picture(response) else "no-store"}
    assert kept <= set(response["Cache-Control"].split(", ")), name


def is_picture(response):
    return response.headers.get("Content-Type") == "image/png"


@pytest.mark.parametrize("name", worlds.BY_LINK)
def test_a_visitor_of_a_world_is_told_to_pass_its_link_to_nobody(owner, mission, name):
    verb = next(iter(worlds.BY_LINK[name]))

    response = getattr(Client(), verb)(url_of(name, mission))

    told = {"Referrer-Policy": "no-referrer"} if verb == "get" else {}
    assert sure(response) == WANTED | told
    assert policy_of(response) == (PICTURE if is_picture(response) else POLICY)


def answers(owner):
    """Answers that no view of ours made, and fragments."""
    person, nobody = signed_in(owner), Client()
    strict = signed_in(owner, enforce_csrf_checks=True)
    large = {"content_type": "application/octet-stream", "data": b"x" * (1024 * 1024 + 1)}
    link = accounts.new_link(owner, now=clock.now())
    return {
        "404": person.get("/no/such/page/"),
        "405": person.put("/missions/"),
        "403 without token": strict.post("/missions/create/", {"name": "x"}),
        "413": person.post("/missions/create/", **large),
        "400 for a foreign host": nobody.get("/", headers={"Host": "evil.example"}),
        "302 to the door": nobody.get("/"),
        "302 to the slash": person.get("/missions"),
        "htmx to the door": nobody.get("/timer/", headers=htmx("pill")),
        "fragment": person.get("/missions/?q=x", headers=htmx("rows")),
        "204": person.get("/timer/", {"version": "0-19700101"}),
        "link": nobody.get(f"/sign-in/{link}/"),
        "link again": nobody.get(f"/sign-in/{link}/"),
        "admin": nobody.get("/admin/"),
        "healthz": nobody.get("/healthz"),
    }


KINDS = (
    "404",
    "405",
    "403 without token",
    "413",
    "400 for a foreign host",
    "302 to the door",
    "302 to the slash",
    "htmx to the door",
    "fragment",
    "204",
    "link",
    "link again",
    "admin",
    "healthz",
)


@pytest.mark.parametrize("kind", KINDS)
def test_answers_beside_the_views_carry_them_too(owner, kind):
    response = answers(owner)[kind]

    assert sure(response) == WANTED
    assert policy_of(response) == POLICY


def test_no_server_tells_its_name(client):
    response = client.get("/healthz")

    assert not {"Server", "X-Powered-By"} & set(response.headers)


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_no_other_origin_may_read_an_answer(owner, origin):
    response = signed_in(owner).get("/missions/", headers={"Origin": origin})

    assert not [name for name in response.headers if name.startswith("Access-Control")]


def test_cookies_cannot_be_read_by_scripts_or_sent_from_elsewhere(client, owner):
    token = accounts.new_link(owner, now=clock.now())
    client.get(f"/sign-in/{token}/")
    client.get("/")

    session, csrf = client.cookies["devcraft"], client.cookies["devcraft-csrf"]

    assert (session["httponly"], session["samesite"], session["path"]) == (True, "Lax", "/")
    assert (csrf["httponly"], csrf["samesite"]) == (True, "Lax")
