"""The URL walk: every route × owner, other person, visitor × every verb, from one table.

A route in none of the tables fails `test_every_route_stands_in_one_table`.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from missions import editing, timer
from missions.models import Mission
from tests.agents import usage_tables as usage
from tests.agents.budgets import tables as budgets
from tests.agents.living import tables as agents
from tests.devcraft import tables as desk
from tests.devcraft.visiting import location, signed_in, snapshot
from tests.factories.agents import MissionLinkFactory, UsageEventFactory
from tests.factories.missions import MissionFactory
from tests.missions import entry_tables as entries
from tests.missions import exchange_tables as exchange
from tests.missions import journal_tables as journal
from tests.missions import report_tables as reports
from tests.missions import tables as missions
from tests.routes import ADMIN, EVERY, ROUTES, url_of
from tests.runtime_memory import tables as memory
from tests.worlds import tables as worlds

pytestmark = pytest.mark.django_db
PAGE, ACT, FORM = {"get"}, {"post"}, {"get", "post"}
PRIVATE = re.compile(rb"private (plan|note|project|session|world|version|memory|agent|space)")
VERBS = {"get", "post", "put", "patch", "delete", "options", "trace", "head"}

ANYONE = {
    "sign_in": FORM,
    "sign_in_by_link": PAGE,
    "healthz": {"get", "head"},
    "readyz": {"get", "head"},
    **exchange.ANYONE,
}
ONESELF = {
    **dict.fromkeys(("today", "waiting", "more", "keys"), PAGE),
    **desk.SETTINGS,
    **desk.LEAVING,
    **missions.ONESELF,
    **entries.ONESELF,
    **reports.ONESELF,
    **exchange.ONESELF,
    **usage.ONESELF,
    **journal.ONESELF,
    **agents.ONESELF,
    **worlds.ONESELF,
    **memory.ONESELF,
    **memory.SEARCH,
    **memory.OVERVIEW,
    **memory.FOR_EVERYBODY,
}
ONE_MISSION = missions.ONE_MISSION | entries.OF_A_MISSION
ONE_REQUEST = {
    "agents:request_detail": PAGE,
    "agents:link_end": ACT,
    "client_key_revoke": ACT,
    "agents:link_undo": ACT,
    "agents:link_renew": ACT,
    **usage.ONE_PLAN,
    **budgets.ONE_BUDGET,
    **entries.ONE_ENTRY,
    **journal.ONE_ROW,
    **exchange.ONE_IMPORT,
}
ONE_ROW = ONE_MISSION | ONE_REQUEST | agents.ONE_AGENT | agents.ONE_RUN | agents.ONE_SPACE
TABLES = (
    ANYONE,
    ONESELF,
    ONE_MISSION,
    ONE_REQUEST,
    usage.STAFF,
    *agents.TABLES,
    *exchange.TABLES,
    *worlds.TABLES[1:],
    memory.OWN,
    memory.PROGRAMS,
)
TYPED = {
    "name": "forged",
    "message": "forged",
    "zone": "Asia/Tokyo",
    "valor": "2",
    "minutes": "60",
    "on": "2026-11-18",
    "is_done": "on",
    "reason": "forged",
    "to": "1",
    "kind": "review",
    "score": "100",
    "answer": "refine",
    "rating": "9",
    "line": "0",
    "text": "opens in under a second",
    "is_met": "yes",
    "revision": "1",
    "carbon_description": "forged",
    "subject": "session",
    "mission": "#1",
}


@pytest.fixture
def mission(owner, clock):
    made = MissionFactory(owner=owner, ripe=True, name="A private plan of the owner")
    timer.start(user=owner, mission=made, now=clock.now)
    editing.add_note(user=owner, mission=made, message="a private note", now=clock.now)
    UsageEventFactory(owner=owner, mission=made, rank=6, project="a private project")
    MissionLinkFactory(mission=made, name="a private session")
    return Mission.objects.get(pk=made.pk)


def ask(client, verb, url, typed=TYPED):
    return client.post(url, typed) if verb == "post" else getattr(client, verb)(url)


def test_every_route_stands_in_one_table():
    assert [name for name in ROUTES if sum(name in table for table in TABLES) != 1] == []


def test_the_tables_name_no_route_that_is_gone():
    assert set().union(*TABLES) == set(ROUTES)


def test_a_wrong_verb_is_405_and_changes_nothing(owner, mission):
    allowed = {name: verbs for table in TABLES for name, verbs in table.items()}
    client, urls = signed_in(owner), {name: url_of(name, mission) for name in ROUTES}
    before = snapshot()

    answers = {
        (name, verb): ask(client, verb, url).status_code
        for name, url in urls.items()
        for verb in VERBS - allowed[name]
    }

    assert {wrong: status for wrong, status in answers.items() if status != 405} == {}
    assert snapshot() == before


def test_a_visitor_is_led_to_the_door_and_changes_nothing(mission):
    urls = {name: url_of(name, mission) for name in (*ONESELF, *ONE_ROW)}
    before = snapshot()

    answers = {(name, verb): ask(Client(), verb, urls[name]) for name in urls for verb in VERBS}

    led = {asked for asked, answer in answers.items() if is_led_to_the_door(answer)}
    assert set(answers) - led == set()
    assert snapshot() == before


def is_led_to_the_door(answer):
    return answer.status_code == 302 and location(answer).startswith("/sign-in/")


@pytest.mark.parametrize("name", ANYONE)
def test_a_visitor_may_open_the_door_and_ask_for_health(mission, name):
    assert Client().get(url_of(name, mission)).status_code in (200, 410)


def test_what_is_of_others_is_404_and_stays_as_it_is(mission, stranger):
    client, urls = signed_in(stranger), {name: url_of(name, mission) for name in ONE_ROW}
    before = snapshot()

    answers = {
        (name, verb, bool(typed)): ask(client, verb, url, typed).status_code
        for name, url in urls.items()
        for verb in ONE_ROW[name]
        for typed in (TYPED, {})
    }

    assert {asked: status for asked, status in answers.items() if status != 404} == {}
    assert snapshot() == before


def test_a_mission_that_does_not_exist_is_404(owner, mission):
    client = signed_in(owner)
    urls = {name: url_of(name, mission) for name in ONE_MISSION}
    gone = f"/{mission.pk + 1000}/"

    answers = {
        (name, verb, bool(typed)): ask(
            client, verb, url.replace(f"/{mission.pk}/", gone, 1), typed
        ).status_code
        for name, url in urls.items()
        for verb in ONE_MISSION[name]
        for typed in (TYPED, {})
    }

    assert {asked: status for asked, status in answers.items() if status != 404} == {}


@pytest.mark.parametrize("pk", ["0", "9" * 19, "9" * 5000, "-1", "1.0", "%00", "one"])
def test_an_id_that_cannot_exist_is_404(owner, pk):
    assert signed_in(owner).get(f"/missions/{pk}/").status_code == 404


@pytest.mark.parametrize("name", ONE_REQUEST)
def test_a_request_or_a_link_that_does_not_exist_is_404(owner, mission, name):
    url_of(name, mission)
    client = signed_in(owner)
    urls = [EVERY[name].url(pk=pk) for pk in (0, 10**6, 10**18, 10**25)]

    answers = {ask(client, verb, url).status_code for verb in ONE_REQUEST[name] for url in urls}

    assert answers == {404}


@pytest.mark.parametrize("name", ONE_ROW)
def test_the_owner_is_answered(owner, mission, name):
    client, url = signed_in(owner), url_of(name, mission)

    answers = {verb: ask(client, verb, url).status_code for verb in ONE_ROW[name]}

    assert answers.get("get", 200) == 200
    assert answers.get("post", 302) in (302, 409, 422)


@pytest.mark.parametrize("name", ONESELF)
def test_pages_about_oneself_show_nothing_of_others(mission, stranger, name):
    client, url = signed_in(stranger), url_of(name, mission)
    before = snapshot()

    shown = [ask(client, verb, url) for verb in ONESELF[name]]

    assert not any(PRIVATE.search(b"".join(answer)) for answer in shown)
    after = snapshot()
    for table in ("Mission", "TimeEntry", "Note", "UsageEvent", "MissionLink"):
        kept = [row for row in after[table] if row in before[table]]
        assert kept == before[table]


@pytest.mark.parametrize("query", ["?status=all", "?q=private", "?q=%231", "?sort=newest"])
def test_a_list_shows_nothing_of_others(mission, stranger, query):
    response = signed_in(stranger).get(f"/missions/{query}")

    assert b"A private plan" not in response.content


def test_a_note_of_another_mission_is_not_reached_through_an_own_one(owner, mission, stranger):
    own = MissionFactory(owner=stranger)
    note = mission.note_rows.get()
    client = signed_in(stranger)
    before = snapshot()

    for act in ("remove", "put-back"):
        assert client.post(f"/missions/{own.pk}/notes/{note.pk}/{act}/").status_code == 404

    assert snapshot() == before


@pytest.mark.parametrize("name", [name for name, verbs in ONE_MISSION.items() if "get" in verbs])
def test_a_shared_mission_is_open_to_everyone_signed_in(stranger, name):
    shared = MissionFactory(owner=None)

    assert signed_in(stranger).get(url_of(name, shared)).status_code == 200


def test_the_admin_shows_no_page_to_people_who_are_not_staff(owner, stranger, mission):
    client, before = signed_in(stranger), snapshot()

    for name in ADMIN:
        url = EVERY[name].url()
        answers = {ask(client, verb, url).status_code for verb in ("get", "post")}
        assert answers <= {302, 403, 404, 405}, name

    assert snapshot() == before


@pytest.mark.parametrize("path", ["nothing/", "missions/mission/1/", "missions/", "login/x"])
def test_the_admin_hides_what_has_no_name_too(stranger, path):
    assert signed_in(stranger).get(f"/admin/{path}").status_code in (302, 404)


def test_the_admin_leads_visitors_to_the_one_door(mission):
    for name in ADMIN:
        answer = Client().get(EVERY[name].url())
        assert answer.status_code in (302, 404), name
        assert b"password" not in answer.content
