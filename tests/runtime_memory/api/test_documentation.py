"""Every example of docs/API.md is sent as it stands; every route and scope is told there."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from agents.living.spaces import gathering
from devcraft import clock, keys
from tests.agents.living.tables import TOOL_CALLS
from tests.devcraft.processes import ROOT
from tests.factories.agents import RunFactory
from tests.factories.living import LivingFactory, PendingToolCallFactory, ToolCallFactory
from tests.missions.exchange_tables import PROGRAMS as MISSIONS
from tests.routes import EVERY, NOTHING
from tests.runtime_memory.api.programs import BODIES, Program
from tests.runtime_memory.tables import PROGRAMS
from tests.worlds.making import made

PAGE = (ROOT / "docs" / "API.md").read_text()
CURL = re.compile(r"^curl -H \S+ Bearer \$KEY\" \"?\$DESK([^\s\"]+)\"?(?: -d '(.+)')?$", re.M)
TABLE = re.compile(r"^\| `(/api/memory/\S+)` \| (.*?)\| (.*?)\|$", re.M)


def shown(name):
    nothing = 0 if name in MISSIONS else NOTHING
    arguments = dict.fromkeys(EVERY[name].arguments, nothing)
    return re.sub(f"/{nothing}(?=/|$)", "/ID", EVERY[name].url(**arguments))


def test_every_line_that_begins_with_curl_is_an_example():
    assert len(CURL.findall(PAGE)) == PAGE.count("\ncurl ")


@pytest.mark.parametrize("name", [*PROGRAMS, *MISSIONS, "agents:api_trigger", *TOOL_CALLS])
def test_every_route_has_an_example(name):
    assert shown(name) in {urlsplit(address).path for address, _ in CURL.findall(PAGE)}


@pytest.mark.parametrize("scope", keys.SCOPES)
def test_every_scope_is_told(scope):
    assert f"`{scope}`" in PAGE


@pytest.mark.parametrize("name", BODIES)
def test_the_members_of_every_body_are_told(name):
    told = {address: words for address, *words in TABLE.findall(PAGE)}
    needed, optional = told[shown(f"runtime_memory:api_{name}")]

    assert set(BODIES[name]) <= set(re.findall(r"`(\w+)`", f"{needed} {optional}"))


def test_the_examples_work_in_their_order(owner):
    program = Program(owner, *keys.SCOPES)
    ids = {
        "worlds": made(owner, "anvil", now=clock.now()).pk,
        "agents": LivingFactory(owner=owner).slug,
        "calls": waiting_call(owner).pk,
        "spaces": gathering.create(owner=owner, name="Gate", now=clock.now()).pk,
    }

    for address, body in CURL.findall(PAGE):
        url = address.replace("ID", str(ids[kind_of(address)]))
        body = body.replace('"mission": ID', f'"mission": {ids.get("missions")}')
        if not body:
            assert program.client.get(url).status_code == 200, address
            continue
        named = "skills" if "skill_id" in body else "runs"
        answer = program.tell(url, body.replace('"ID"', f'"{ids.get(named)}"').encode())
        assert answer.status_code in (200, 201, 202), (address, answer.content)
        if "/timer/" in url or url.endswith("/signs"):
            continue
        ids[url.rsplit("/", 1)[1].replace("trigger", "events")] = answer.json().get("id")


def waiting_call(owner):
    """A call of an agent of OWNER that a program should fetch."""
    agent = LivingFactory(owner=owner)
    run = RunFactory(agent=agent, agent_entity=agent.entity, owner=owner, status="waiting_tool")
    call = ToolCallFactory(run=run)
    return PendingToolCallFactory(agent_entity=agent.entity, call=call, kind="answer")


def kind_of(address):
    """Of what the ID in ADDRESS is one, if there is one."""
    before = re.search(r"(\w+)/ID", address)
    return before[1] if before else "worlds"
