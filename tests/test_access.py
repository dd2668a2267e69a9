"""The URL walk: every route × owner, other person, visitor × every verb, from one table.

A route that stands in none of the tables fails `test_every_route_stands_in_one_table`.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from missions import editing, timer
from missions.models import Mission
from tests.agents.living import tables as agents
from tests.devcraft.visiting import location, signed_in, snapshot
from tests.factories.agents import MissionLinkFactory, UsageEventFactory
from tests.factories.missions import MissionFactory
from tests.routes import ADMIN, EVERY, ROUTES, url_of
from tests.runtime_memory import tables as memory
from tests.worlds import tables as worlds

pytestmark = pytest.mark.django_db
PAGE, ACT, FORM = {"get"}, {"post"}, {"get", "post"}
PRIVATE = re.compile(rb"private (plan|note|project|session|world|version|memory|agent)")
VERBS = {"get", "post", "put", "patch", "delete", "options", "trace", "head"}

ANYONE = {"sign_in": FORM, "sign_in_by_link": PAGE, "healthz": {"get", "head"}}
ONESELF = {
    "today": PAGE,
    "waiting": PAGE,
    "more": PAGE,
    "keys": PAGE,
    "settings": FORM,
    "zone": ACT,
    "password": ACT,
    "client_keys": FORM,
    "sample_visit": ACT,
    "sample_leave": ACT,
    "sample_remove": ACT,
    "sign_out": ACT,
    "missions:mission_list": PAGE,
    "missions:mission_create": ACT,
    "missions:mission_trash_list": PAGE,
    "missions:day": PAGE,
    "missions:timer": PAGE,
    "missions:undo": ACT,
    "missions:profile": PAGE,
    "missions:profile_edit": FORM,
    "missions:avatar_upload": ACT,
    "missions:avatar": PAGE,
    "agents:billing": PAGE,
    "agents:request_list": PAGE,
    "agents:unassigned": PAGE,
    "agents:ranking": PAGE,
    "agents:assign": ACT,
    **agents.ONESELF,
    **worlds.ONESELF,
    **memory.ONESELF,
    **memory.SEARCH,
    **memory.OVERVIEW,
    **memory.FOR_EVERYBODY,
}
ONE_MISSION = {
    "missions:mission_detail": PAGE,
    "missions:mission_history": PAGE,
    "missions:mission_time": PAGE,
    "missions:mission_score": PAGE,
    "missions:mission_what_if": PAGE,
    "missions:mission_preview": PAGE,
    "missions:mission_edit": FORM,
    "missions:mission_complete": FORM,
    "missions:mission_offline": FORM,
    "missions:criterion_tick": ACT,
    "missions:note_add": ACT,
    "missions:note_remove": ACT,
    "missions:note_put_back": ACT,
    "missions:level_raise": ACT,
    "missions:level_lower": ACT,
    "missions:result_record": ACT,
    "missions:mission_answer": ACT,
    "missions:mission_start": ACT,
    "missions:mission_pause": ACT,
    "missions:mission_shelve": ACT,
    "missions:mission_discard": ACT,
    "missions:mission_archive": ACT,
    "missions:mission_restore": ACT,
    "missions:mission_reopen": ACT,
    "missions:mission_trash": ACT,
    "missions:mission_put_back": ACT,
    "missions:queue_add": ACT,
    "missions:queue_remove": ACT,
    "missions:queue_move": ACT,
    "agents:mission_lane": PAGE,
}
ONE_REQUEST = {
    "agents:request_detail": PAGE,
    "agents:link_end": ACT,
    "client_key_revoke": ACT,
    "agents:link_undo": ACT,
    "agents:link_renew": ACT,
}
ONE_ROW = ONE_MISSION | ONE_REQUEST | agents.ONE_AGENT
TABLES = (
    ANYONE,
    ONESELF,
    ONE_MISSION,
    ONE_REQUEST,
    agents.ONE_AGENT,
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


@pytest.mark.parametrize("name", ROUTES)
def test_every_route_stands_in_one_table(name):
    assert sum(name in table for table in TABLES) == 1


def test_the_tables_name_no_route_that_is_gone():
    assert set().union(*TABLES) == set(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_a_wrong_verb_is_405_and_changes_nothing(owner, mission, name):
    allowed = next(table[name] for table in TABLES if name in table)
    client, url = signed_in(owner), url_of(name, mission)
    before = snapshot()

    answers = {verb: ask(client, verb, url).status_code for verb in VERBS - allowed}

    assert answers == dict.fromkeys(VERBS - allowed, 405)
    assert snapshot() == before


@pytest.mark.parametrize("name", [*ONESELF, *ONE_ROW])
def test_a_visitor_is_led_to_the_door_and_changes_nothing(mission, name):
    url = url_of(name, mission)
    before = snapshot()

    answers = [ask(Client(), verb, url) for verb in sorted(VERBS)]

    assert {answer.status_code for answer in answers} == {302}
    assert all(location(answer).startswith("/sign-in/") for answer in answers)
    assert snapshot() == before


@pytest.mark.parametrize("name", ANYONE)
def test_a_visitor_may_open_the_door_and_ask_for_health(mission, name):
    assert Client().get(url_of(name, mission)).status_code in (200, 410)


@pytest.mark.parametrize("typed", [TYPED, {}], ids=["filled in", "empty"])
@pytest.mark.parametrize("name", ONE_ROW)
def test_a_foreign_mission_is_404_and_stays_as_it_is(mission, stranger, name, typed):
    client, url = signed_in(stranger), url_of(name, mission)
    before = snapshot()

    answers = {ask(client, verb, url, typed).status_code for verb in ONE_ROW[name]}

    assert answers == {404}
    assert snapshot() == before


@pytest.mark.parametrize("typed", [TYPED, {}], ids=["filled in", "empty"])
@pytest.mark.parametrize("name", ONE_MISSION)
def test_a_mission_that_does_not_exist_is_404(owner, mission, name, typed):
    client = signed_in(owner)
    url = url_of(name, mission).replace(f"/{mission.pk}/", f"/{mission.pk + 1000}/", 1)

    answers = {ask(client, verb, url, typed).status_code for verb in ONE_MISSION[name]}

    assert answers == {404}


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


@pytest.mark.parametrize("name", ADMIN)
def test_the_admin_shows_no_page_to_people_who_are_not_staff(owner, stranger, mission, name):
    client, url = signed_in(stranger), EVERY[name].url()
    before = snapshot()

    answers = [ask(client, verb, url) for verb in ("get", "post")]

    assert {answer.status_code for answer in answers} <= {302, 403, 404, 405}
    assert snapshot() == before


@pytest.mark.parametrize("path", ["nothing/", "missions/mission/1/", "missions/", "login/x"])
def test_the_admin_hides_what_has_no_name_too(stranger, path):
    assert signed_in(stranger).get(f"/admin/{path}").status_code in (302, 404)


@pytest.mark.parametrize("name", ADMIN)
def test_the_admin_leads_visitors_to_the_one_door(mission, name):
    answer = Client().get(EVERY[name].url())

    assert answer.status_code in (302, 404)
    assert b"password" not in answer.content
