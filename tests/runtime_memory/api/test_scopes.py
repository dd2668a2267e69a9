"""Which key opens which route, and that nothing else does."""

from __future__ import annotations

import pytest
from django.test import Client

from devcraft import clock, keys
from tests.devcraft.visiting import signed_in, snapshot
from tests.routes import EVERY
from tests.runtime_memory.api.programs import (
    ALL,
    BODIES,
    REFERENCES,
    ROWS,
    Program,
    address,
    body,
    kept,
)
from tests.runtime_memory.tables import ASKED, PROGRAMS, SCOPES, TOLD, arguments

pytestmark = pytest.mark.django_db
OTHERS = ("worlds:read", "worlds:write")


def short(name):
    return name.removeprefix("runtime_memory:api_")


def reached(client, name, owner):
    """The answer to a sound request for the route NAME about OWNER's rows."""
    if name in ASKED:
        return client.get(EVERY[name].url())
    told = body(short(name), owner)
    return client.post(address(short(name), owner), told, content_type="application/json")


def test_every_route_for_programs_is_tried_here():
    api = {name for name in EVERY if name.startswith("runtime_memory:api_")}

    assert api == set(PROGRAMS) == set(SCOPES)
    assert {f"runtime_memory:api_{name}" for name in BODIES} == set(TOLD)


@pytest.mark.parametrize("scope", [*ALL, *OTHERS])
@pytest.mark.parametrize("name", SCOPES)
def test_a_route_opens_to_its_scope_alone(owner, name, scope):
    opens = scope == f"memory:{SCOPES[name]}"

    answer = reached(Program(owner, scope).client, name, owner)

    assert (answer.status_code < 300) is opens
    if not opens:
        lacking = {"error": f"this key lacks the scope memory:{SCOPES[name]}"}
        assert (answer.status_code, answer.json()) == (403, lacking)


def revoked(owner):
    program = Program(owner)
    keys.revoke(program.issued.key, now=clock.now())
    return program.client


def of_nobody(owner):
    program = Program(owner)
    owner.is_active = False
    owner.save(update_fields=["is_active"])
    return program.client


UNKNOWN = {
    "no key": lambda owner: Client(),
    "signed in": signed_in,
    "revoked": revoked,
    "owner gone": of_nobody,
    "another key": lambda owner: Client(headers={"Authorization": "Bearer dvc_00000000_x"}),
    "basic": lambda owner: Client(headers={"Authorization": "Basic b3duZXI6eA=="}),
}


@pytest.mark.parametrize("client_of", UNKNOWN.values(), ids=UNKNOWN)
@pytest.mark.parametrize("name", SCOPES)
def test_without_a_live_key_every_route_says_the_same_and_nothing_changes(owner, name, client_of):
    client = client_of(owner)
    url = EVERY[name].url(**arguments(owner, name))
    before = snapshot()

    answer = client.get(url) if name in ASKED else client.post(url, {})

    assert (answer.status_code, answer.json()) == (401, {"error": "a client key is needed"})
    assert answer["WWW-Authenticate"] == "Bearer"
    assert snapshot() == before


@pytest.mark.parametrize("name", SCOPES)
def test_a_key_in_the_address_is_not_taken(owner, name):
    text = Program(owner).issued.text
    url = EVERY[name].url(**arguments(owner, name))
    client = Client()

    for word in ("key", "token", "access_token"):
        query = f"?{word}={text}"
        answer = client.get(url + query) if name in ASKED else client.post(url + query)
        assert answer.status_code == 401


@pytest.mark.parametrize("name", ROWS)
def test_a_row_of_somebody_else_is_as_unknown_as_one_that_is_not_there(owner, stranger, name):
    program = Program(stranger)
    url = address(name, owner)
    before = kept()

    foreign = program.tell(url, BODIES[name])
    nobodys = EVERY[f"runtime_memory:api_{name}"].url(key="nobody")
    unknown = program.tell(nobodys, BODIES[name])

    assert (foreign.status_code, foreign.content) == (404, unknown.content)
    assert kept() == before


@pytest.mark.parametrize("name", REFERENCES)
def test_a_body_cannot_name_a_row_of_somebody_else(owner, stranger, name):
    program = Program(stranger)
    field = REFERENCES[name][0]
    told = body(name, owner)
    before = kept()

    foreign = program.tell(address(name, stranger), told)
    unknown = program.tell(address(name, stranger), told | {field: "nobody"})

    assert (foreign.status_code, foreign.json()["field"]) == (404, field)
    assert foreign.content == unknown.content
    assert kept() == before


def test_a_step_of_somebody_elses_run_is_unknown_to_an_event(owner, stranger):
    step = ROWS["step_end"](owner=owner)
    event = BODIES["event_append"] | {"step_id": step.pk}

    answer = Program(stranger).tell("/api/memory/events", event)

    assert (answer.status_code, answer.json()["field"]) == (404, "step_id")


@pytest.mark.parametrize("name", ROWS)
def test_what_is_shared_is_open_to_every_key(owner, name):
    answer = Program(owner).tell(address(name, None), BODIES[name])

    assert answer.status_code in (200, 201)


def test_there_is_no_address_at_which_a_program_approves():
    words = ("approv", "decision", "move", "status")

    assert [name for name in PROGRAMS if any(word in name for word in words)] == []
