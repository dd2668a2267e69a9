"""Hostile names of projects, branches, sessions and models are data on every page."""

from __future__ import annotations

import pytest

from agents.usage import linking
from tests.agents.facts import fact, record
from tests.agents.logs import NOW, one
from tests.factories.missions import MissionFactory
from tests.missions.views.hostile import BUNDLES, Page

pytestmark = pytest.mark.django_db
PAGES = (
    "/",
    "/billing/",
    "/billing/requests/",
    "/billing/requests/{event}/",
    "/billing/unassigned/",
    "/billing/by/project/",
    "/billing/by/branch/",
    "/billing/sessions/",
    "/billing/models/",
    "/billing/prices/",
    "/missions/{mission}/agents/",
)
harmless = {}


def pages(client, owner, text):
    """What each page is made of once TEXT stands in everything that a log may name."""
    named = {"project": text, "branch": text, "session": text, "model": text[:200]}
    where = {"path": text, "flags": text}
    record(owner, fact(**named, **where))
    mission = MissionFactory(owner=owner, name=text[:200])
    linking.link(owner=owner, subject="session", name=text, mission=mission, now=NOW)
    record(owner, fact(request_id="r2", message_id="m2", **named | {"session": "loose"}))
    known = {"event": one(owner, request_id="r1").pk, "mission": mission.pk}
    answers = {page: client.get(page.format(**known)) for page in PAGES}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {page: Page(answer.content.decode()) for page, answer in answers.items()}


@pytest.mark.parametrize("name", BUNDLES)
def test_it_adds_no_element_and_is_shown_as_it_is(desk, owner, stranger, name):
    text = BUNDLES[name].replace("\r", "")

    found = pages(desk, owner, text)

    for page in ("/billing/", "/billing/requests/", "/billing/unassigned/"):
        assert found[page].holds(text)
    expected = reference(found)
    assert {page: seen.elements for page, seen in found.items()} == expected


def reference(found):
    """Elements of the pages that the first bundle made; all others must make the same."""
    return harmless.setdefault("pages", {page: seen.elements for page, seen in found.items()})


def test_a_project_named_like_a_script_is_escaped(desk, owner):
    pages(desk, owner, "<script>alert(1)</script>")

    for page in ("/billing/", "/billing/requests/", "/billing/unassigned/"):
        shown = desk.get(page).content
        assert b"<script>alert(1)" not in shown
        assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in shown
