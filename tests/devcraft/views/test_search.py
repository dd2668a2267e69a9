"""One box for everything: each kind is found by its own people, and by nobody else."""

from __future__ import annotations

import pytest

from devcraft import clock, everywhere
from tests.devcraft.visiting import htmx, signed_in
from tests.factories.agents import RunFactory
from tests.factories.missions import JournalFactory, MissionFactory
from tests.factories.runtime_memory import SessionFactory, TurnFactory
from tests.factories.worlds import WorldFactory

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("lantern")</script>'


def fill(owner, text):
    mission = MissionFactory(owner=owner, name=text)
    JournalFactory(owner=owner, content=text)
    WorldFactory(owner=owner, name=text)
    TurnFactory(session=SessionFactory(owner=owner), content=text)
    RunFactory(owner=owner, agent__owner=owner, session=text, started_at=clock.now())
    return mission


def found(owner, words):
    rooms = [*everywhere.desk(owner, words), *everywhere.agents(owner, words, now=clock.now())]
    return {room.label: len(room.places) for room in rooms}


def test_every_room_is_looked_through_and_only_ones_own(owner, stranger):
    fill(owner, "a copper lantern")

    assert found(owner, "lant copp") | {"Conversations": 0, "Runs": 1} == dict.fromkeys(
        ("Missions", "Journal", "Worlds", "Runs"), 1
    ) | {"Conversations": 0}
    assert set(found(owner, "copper lantern").values()) == {1}
    assert set(found(stranger, "copper lantern").values()) == {0}
    assert set(found(owner, "unicorn").values()) == {0}


def test_a_number_leads_to_its_mission(owner):
    mission = fill(owner, "a lantern")

    page = signed_in(owner).get("/search/", {"q": f"#{mission.pk}"}).text

    assert f'href="{mission.get_absolute_url()}"' in page


def test_what_agents_said_comes_after_the_page_and_without_scripts_by_a_link(owner):
    fill(owner, HOSTILE)
    client, asked = signed_in(owner), "/search/?q=lantern&in=agents"

    first, whole = client.get("/search/?q=lantern"), client.get(asked)
    part = client.get(asked, headers=htmx("of-agents"))

    assert "in=agents" in first.text
    for answer in (whole, part):
        assert 'aria-label="Conversations"' in answer.text
        assert "<script>alert" not in answer.text
        assert "&lt;script&gt;alert(&quot;<mark>lantern</mark>" in answer.text


@pytest.mark.parametrize("typed", ["", " ", "\x00", "!!!", "'; DROP TABLE", '"', "x" * 5000, "١٢"])
def test_whatever_is_typed_is_answered(owner, typed):
    client = signed_in(owner)

    for more in ({}, {"in": "agents"}, {"in": "nowhere"}):
        assert client.get("/search/", {"q": typed} | more).status_code == 200
    assert ("was left out" in client.get("/search/", {"q": typed}).text) is (len(typed) > 200)
