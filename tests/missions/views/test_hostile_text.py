"""Hostile text is data: typed into every field, it is shown as it was typed, on every page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from missions import lifecycle, maturation
from missions.models import Mission, Profile
from tests.devcraft.visiting import signed_in
from tests.factories.devcraft import UserFactory
from tests.factories.missions import (
    CarbonModelEntryFactory,
    HistoryEntryFactory,
    MissionFactory,
    NoteFactory,
    ScoreEntryFactory,
    XpEntryFactory,
)
from tests.missions.views.hostile import BUNDLES, HOSTILE, MARK, Page

pytestmark = pytest.mark.django_db
LISTS = ("/", "/missions/", "/missions/?status=all", "/missions/trash/", "/waiting/", "/profile/")
TABS = ("", "history/", "time/", "score/", "complete/", "offline/")
PARTS = ("name", "words", "spec", "criteria", "plan", "valor", "factors")
BODY_KEYS = (
    *("curatorMsg", "silicondevMsg", "silicondevConfidence", "carbondevMsg", "message", "comment"),
    *("content", "verdict", "rating", "reviewerScore", "testerScore", "gamerScore", "gamerVerdict"),
    *("score", "valor", "fromLevel", "toLevel"),
)
harmless = {}


@pytest.fixture(params=BUNDLES)
def text(request):
    return BUNDLES[request.param]


def fill_by_forms(client, text):
    """Type TEXT into every text field that a form offers."""
    client.post("/missions/create/", {"name": text, "start": "yes"})
    mission = Mission.objects.latest("id")
    typed = {
        "name": {"name": text, "description": text},
        "words": {"carbon_description": text},
        "spec": {"silicon_description": text},
        "criteria": {"acceptance_criteria": f"- [x] {text}"},
        "plan": {"assigned_to": text[:80], "quest_name": text},
    }
    for part, fields in typed.items():
        revision = Mission.objects.get(pk=mission.pk).revision
        url = reverse("missions:mission_edit", args=[mission.pk, part])
        assert client.post(url, fields | {"revision": revision}).status_code == 302
    at = mission.get_absolute_url()
    client.post(f"{at}notes/add/", {"message": text})
    client.post(f"{at}level/raise/")
    client.post(f"{at}level/lower/", {"to": "0", "reason": text})
    client.post("/profile/edit/", {"display_name": text[:30], "bio": text})
    return mission


def fill_by_import(owner, text, clock):
    """Write TEXT where only an import or an agent writes."""
    mission = MissionFactory(owner=owner, name=text, gamer_verdict=text[:40], done=True)
    HistoryEntryFactory(mission=mission, actor=text[:80], action=text[:80], body={"message": text})
    body = dict.fromkeys(BODY_KEYS, text) | {"before": {text: text}}
    HistoryEntryFactory(mission=mission, sequence=2, body=body)
    CarbonModelEntryFactory(mission=mission, predicted_response=text)
    NoteFactory(mission=mission, type="system", message=text)
    ScoreEntryFactory(mission=mission, owner=owner, reason=text)
    XpEntryFactory(owner=owner, mission=mission, action=text[:40], reason=text)
    Profile.objects.update_or_create(owner=owner, defaults={"avatar_url": text})
    waiting = MissionFactory(owner=owner, name=text, ripe=True)
    asked = maturation.Enrichment(text, text, 0.5, {})
    maturation.enrich(mission=waiting, enrichment=asked, now=clock.now)
    for put_away in (lifecycle.trash, lifecycle.archive):
        put_away(user=owner, mission=MissionFactory(owner=owner, name=text), now=clock.now)
    return mission


def elements_of(client, mission, text):
    """All elements that the pages of MISSION hold, and whether TEXT is read in them."""
    at = mission.get_absolute_url()
    urls = [*LISTS, *(at + tab for tab in TABS), *(f"{at}edit/{part}/" for part in PARTS)]
    pages = [client.get(url) for url in [*urls, "/missions/days/2026-11-18/"]]
    assert {page.status_code for page in pages} == {200}
    read = [Page(page.content.decode()) for page in pages]
    return set().union(*(page.elements for page in read)), [p for p in read if p.holds(text)]


def harmless_elements(kind, fill):
    """What the same pages hold when the text is harmless; looked up once."""
    if kind not in harmless:
        user = UserFactory()
        plain = f"{MARK}plain{MARK}"
        client = signed_in(user)
        harmless[kind] = elements_of(client, fill(client, user, plain), plain)[0]
    return harmless[kind]


def test_what_a_form_takes_is_shown_as_text(desk, owner, hours, text):
    wanted = harmless_elements("forms", lambda client, _, plain: fill_by_forms(client, plain))

    found, pages = elements_of(desk, fill_by_forms(desk, text), text)

    assert found - wanted == set()
    assert len(pages) > 8


def test_what_an_import_brings_is_shown_as_text(desk, owner, hours, clock, text):
    wanted = harmless_elements("import", lambda _, user, plain: fill_by_import(user, plain, clock))

    found, pages = elements_of(desk, fill_by_import(owner, text, clock), text)

    assert found - wanted == set()
    assert len(pages) > 8


def test_a_refusal_shows_the_name_as_text(desk, owner, text):
    mission = MissionFactory(owner=owner, name=text, done=True)

    response = desk.post(reverse("missions:mission_start", args=[mission.pk]))

    page = Page(response.content.decode())
    assert response.status_code == 409
    assert page.holds(text)
    assert ("script", "") in page.elements
    assert not any(name.startswith("on") for _, name in page.elements)


def test_a_toast_shows_the_name_as_text_and_writes_no_header(desk, owner, text):
    mission = MissionFactory(owner=owner, name=text)

    response = desk.post(reverse("missions:mission_start", args=[mission.pk]))

    assert "evil" not in response.cookies
    assert Page(desk.get("/keys/").content.decode()).holds(text)


@pytest.mark.parametrize("name", ["q", "assigned", "quest"])
def test_a_filter_is_shown_as_text(desk, mission, text, name):
    response = desk.get("/missions/", {name: text, "status": "all"})

    page = Page(response.content.decode())
    assert page.holds(text)
    assert not any(attribute.startswith("on") for _, attribute in page.elements)


def test_the_reader_sees_what_an_unescaped_text_would_do():
    page = Page(f"<p>{HOSTILE['image']}</p><p title='{HOSTILE['single quotes']}'></p>")

    assert {("img", "onerror"), ("p", "onfocus"), ("p", "autofocus")} <= page.elements


def test_a_hostile_user_name_is_shown_as_text(text, hours):
    client = signed_in(UserFactory(username=text[:150]))

    page = Page(client.get("/settings/").content.decode())

    assert page.holds(text[:150])
    assert not any(name.startswith("on") for _, name in page.elements)
