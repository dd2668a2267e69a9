"""Scenarios 18 to 23: what tools send, what they answer, and where they may be used."""

from __future__ import annotations

import logging

import pytest

from agents.models import ServerState, SmartSpaceMembership, ToolCall
from tests.agents.living.asked import shown
from tests.agents.living.calling import sweeping
from tests.agents.living.company import texts
from tests.agents.living.servers.speaking_mcp import open_office
from tests.agents.living.thinking import call_in, run_of, said, write
from tests.agents.scenarios.playing import END, call, calls, rule, say
from tests.agents.scenarios.tooling import gateway, tool
from tests.devcraft.outbound.serving import answered, dripping, listening
from tests.devcraft.visiting import signed_in
from tests.factories import living

pytestmark = pytest.mark.django_db
CANARY = "canary-4711-yellow-bird"
SLOW = dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", b"1", 0.1)
LOOK = calls(call("look", city="Kiel"))


def results():
    return [call.result for call in ToolCall.objects.order_by("created_at", "number")]


def test_scenario_18_a_secret_is_sent_and_stands_nowhere_else(cast, reach, settings, caplog):
    settings.AGENT_SECRETS = {"AGENT_SECRET_BIRD": CANARY}
    caplog.set_level(logging.DEBUG)
    with listening(answered(b'{"echo": "%s"}' % CANARY.encode())) as site:
        reach(site.origin)
        living.SecretBindingFactory(name="BIRD", hosts=[f"127.0.0.1:{site.port}"])
        headers = {"Authorization": "Bearer ${env.BIRD}"}
        asked = gateway("look", site.origin, execution={"method": "GET", "headers": headers})
        agent = cast.agent(rule(LOOK, say("It says {result.echo}"), END), tools=[asked])
        write(agent, "Look")
        cast.think(agent)
        request = site.requests[0].decode()

    assert request.startswith("GET /?city=Kiel HTTP/1.1")
    assert f"Bearer {CANARY}" in request
    assert sweeping.tables_with(CANARY) == []
    assert sweeping.told(CANARY, caplog.text + str(cast.told())) == []
    desk = signed_in(agent.owner)
    pages = ["", "config/", "consciousness/", "runs/", "inbox/"]
    shown = [desk.get(f"/agents/{agent.slug}/{page}").content.decode() for page in pages]
    assert sweeping.told(CANARY, "".join(shown)) == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (answered(b"sorry", "500 Oh"), "HTTP 500"),
        (SLOW, "The outcome is not known"),
        (answered(b"<html>", Content_Type="text/html"), "The answer cannot be read"),
    ],
    ids=["500", "slow", "html"],
)
def test_scenario_19_what_goes_wrong_outside_is_told_and_the_cycle_goes_on(
    cast, reach, answer, words
):
    with listening(answer) as site:
        reach(site.origin)
        asked = gateway("look", site.origin, execution={"timeout": 300})
        agent = cast.agent(rule(LOOK, say("It failed: {result.error}"), END), tools=[asked])
        write(agent, "Look")

        assert cast.think(agent) == "saved"

    assert words in results()[0]["error"]
    assert words in said(agent)[-1]
    assert (run_of(agent).status, run_of(agent).step_count) == ("completed", 3)


def test_scenario_20_a_visible_internal_tool_shows_its_arguments_and_asks_nobody(cast):
    agent = cast.agent(rule(LOOK, END), tools=[tool("internal", "look", visible=True)])
    write(agent, "Look")

    cast.think(agent)

    (card,) = agent.space.messages.filter(metadata__type="tool_call")
    assert (card.metadata["args"], card.metadata["status"]) == ({"city": "Kiel"}, "complete")
    assert card.metadata["result"] == {"success": True, "args": {"city": "Kiel"}}


def test_scenario_20_an_invisible_tool_runs_and_stands_in_no_space(cast):
    agent = cast.agent(rule(LOOK, END), tools=[tool("internal", "look")])
    write(agent, "Look")

    cast.think(agent)

    assert (results()[0]["success"], shown(agent)) == (True, [])


@pytest.mark.parametrize("is_left", [False, True])
def test_scenario_21_a_visible_tool_outside_of_spaces_runs_and_is_shown_nowhere(cast, is_left):
    """Woken by a service an agent is in no space, nor is it once it has left."""
    leave = [calls(call("leave_space"))] if is_left else []
    agent = cast.agent(rule(*leave, LOOK, END), tools=[tool("internal", "look", visible=True)])
    write(agent, "Look") if is_left else call_in(agent, "e")

    assert cast.think(agent) == "saved"

    assert results()[-1] == {"success": True, "args": {"city": "Kiel"}}
    assert shown(agent) == []


@pytest.mark.threads
def test_scenario_22_only_allowed_tools_of_a_server_are_offered(cast, reach):
    with open_office() as office:
        reach(f"http://127.0.0.1:{office.port}")
        servers = [{"name": "office", "url": office.url, "allowedTools": ["list_prs"]}]
        prs = calls(call("office__list_prs", project="desk"), call("office__fail"))
        agent = cast.agent(rule(prs, say("First: {result.open.0}"), END), mcp={"servers": servers})
        write(agent, "Which are open?")
        cast.think(agent)

    offered = [name for name in cast.offered()[0] if name.startswith("office")]
    assert (offered, office.called) == (["office__list_prs"], [("list_prs", "desk")])
    assert said(agent) == ["First: desk#1"]
    assert "does not exist" in results()[1]["error"]


def test_scenario_22_a_server_that_is_down_leaves_its_agent_working(cast):
    servers = [{"name": "office", "url": "http://127.0.0.1:9/mcp"}]
    agent = cast.agent(rule(say("Here."), END), mcp={"servers": servers})
    write(agent, "Anybody?")

    cast.think(agent)

    assert said(agent) == ["Here."]
    assert "office could not be asked" in ServerState.objects.get().error
    page = signed_in(agent.owner).get(f"/agents/{agent.slug}/servers/").content.decode()
    assert "office could not be asked" in page


@pytest.mark.parametrize("name", ["enter_space", "read_messages", "send_message"])
def test_scenario_23_a_space_of_others_is_refused_with_ones_own(cast, name):
    foreign = living.SmartSpaceFactory()
    args = {"spaceId": str(foreign.pk)} | ({"text": "x"} if name == "send_message" else {})
    agent = cast.agent(rule(calls(call(name, **args)), END))
    write(agent)

    cast.think(agent)

    (answer,) = results()
    assert answer["error"].startswith("spaceId names no space you are a member of; yours are ")
    assert str(agent.space.pk) in answer["error"]
    assert texts(foreign) == []


@pytest.mark.parametrize("name", ["read_messages", "send_message"])
def test_scenario_23_after_removal_neither_reading_nor_speaking_is_possible(cast, name):
    agent = cast.agent()
    enter = calls(call("enter_space", spaceId=str(agent.space.pk)))
    args = {"text": "x"} if name == "send_message" else {}
    cast.follow(agent, rule(enter, calls(call(name, **args)), END))
    write(agent, "A secret of this space")

    def removed(number):
        if number == 2:
            SmartSpaceMembership.objects.filter(entity=agent.entity).delete()

    cast.think(agent, meanwhile=removed)

    assert results()[-1] == {"error": "spaceId names no space you are a member of."}
    assert said(agent) == []
