"""The OpenAPI document tells every address for programs, and what the site does there."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from devcraft import clock, keys
from devcraft.openapi.document import STATED, document, operations_of, scope_of
from devcraft.openapi.routes import PREFIXES, routes
from devcraft.views.errors import FOR_PROGRAMS
from missions import timer
from tests.agents.living import space_tables as spaces
from tests.agents.living import tables as agents
from tests.agents.otlp import tables as otlp
from tests.devcraft.processes import ROOT
from tests.factories.missions import MissionFactory, TimeEntryFactory
from tests.missions import exchange_tables as exchange
from tests.missions.api.programs import Program
from tests.routes import NOTHING
from tests.runtime_memory import tables as memory
from tests.worlds import tables as worlds

pytestmark = pytest.mark.django_db
VERBS = ("get", "post", "put", "patch", "delete")
TABLES = [part.PROGRAMS for part in (exchange, worlds, memory, agents, spaces, otlp)]
ROUTES = {route.name: route for route in routes()}


def operations():
    return [
        one for path in document()["paths"].values() for verb, one in path.items() if verb in VERBS
    ]


def schemas(node):
    """Every schema and every reference below NODE."""
    if isinstance(node, dict):
        if "$ref" in node:
            yield "ref", node["$ref"]
        if "schema" in node:
            yield "schema", node["schema"]
        for part in node.values():
            yield from schemas(part)
    elif isinstance(node, list):
        for part in node:
            yield from schemas(part)


def test_every_route_for_programs_stands_in_it_and_no_other():
    asked = {name for name in set().union(*TABLES) if ":root_" not in name}

    assert set(ROUTES) == {*asked, "api_openapi"}
    assert {f"/{prefix}" for prefix in PREFIXES} | {"/v1/"} == set(FOR_PROGRAMS)
    assert set(STATED) <= set(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_verbs_and_scopes_are_those_of_the_site(owner, name):
    issued = keys.issue(owner=owner, name="none", scopes=[], now=clock.now())
    program = Client(headers={"Authorization": f"Bearer {issued.text}"})
    route = ROUTES[name]
    told = {one.method: scope_of(route, one) for one in operations_of(route)}
    url = route.path
    for parameter, schema in route.parameters.items():
        url = url.replace(f"{{{parameter}}}", NOTHING if schema.get("format") else "1")

    for verb in VERBS:
        answer = getattr(program, verb)(url, content_type="application/json")
        if verb not in told:
            assert answer.status_code == 405
        elif told[verb] is None:
            assert answer.status_code == 200
        else:
            assert answer.status_code == 403
            assert f"lacks the scope {told[verb]}" in answer.text


def test_it_is_a_sound_document():
    told = document()

    assert re.fullmatch(r"3\.1\.\d+", told["openapi"])
    assert {"title", "version"} <= set(told["info"])
    names = [one["operationId"] for one in operations()]
    assert len(names) == len(set(names))
    for one in operations():
        assert one["summary"]
        assert one["responses"]
        assert all(re.fullmatch(r"[1-5]\d\d", status) for status in one["responses"])
        assert all(answer["description"] for answer in one["responses"].values())
    for path, item in told["paths"].items():
        parameters = {one["name"] for one in item.get("parameters", [])}
        assert parameters == set(re.findall(r"{(\w+)}", path))


def test_its_schemas_are_schemas_and_its_references_lead_somewhere():
    told = document()
    components = told["components"]["schemas"]

    for kind, found in schemas(told):
        if kind == "ref":
            assert found.removeprefix("#/components/schemas/") in components
        else:
            Draft202012Validator.check_schema(found)
    for schema in components.values():
        Draft202012Validator.check_schema(schema)


def test_what_the_site_answers_is_what_it_tells(owner):
    mission = MissionFactory(owner=owner)
    TimeEntryFactory(mission=mission, closed=True)
    TimeEntryFactory(mission=MissionFactory(owner=owner, done=True), claimed=True)
    timer.start(user=owner, mission=mission, now=clock.now())
    program, told = Program(owner), document()

    for place in ("timer", "time-entries", "missions", f"missions/{mission.pk}"):
        answer = program.ask(place).json()
        path = f"/api/{place}".replace(str(mission.pk), "{pk}")
        content = told["paths"][path]["get"]["responses"]["200"]["content"]
        schema = {**content["application/json"]["schema"], "components": told["components"]}
        Draft202012Validator(schema).validate(answer)


def test_anybody_may_read_it_and_the_pages_lead_to_it(owner, client):
    assert client.get("/api/openapi.json").json()["openapi"] == "3.1.0"
    assert "/api/openapi.json" in (ROOT / "docs" / "API.md").read_text()

    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert "/api/openapi.json" in client.get("/settings/client-keys/").text
