"""The pages of an agent's MCP servers: looked at again, and taken as they were shown."""

from __future__ import annotations

import pytest

from agents.models import ServerState, ServerTool
from tests.agents.living.servers.speaking_mcp import open_office
from tests.agents.runs.lived import HOSTILE
from tests.devcraft.visiting import signed_in
from tests.factories.living import LivingFactory, ServerToolFactory

pytestmark = [pytest.mark.threads, pytest.mark.django_db]


@pytest.fixture
def desk(owner):
    return signed_in(owner)


@pytest.fixture
def office(settings):
    with open_office() as found:
        settings.OUTBOUND_ALLOWED = [f"http://127.0.0.1:{found.port}"]
        yield found


def employed(owner, url="http://127.0.0.1:1/mcp", **changes):
    agent = LivingFactory(owner=owner)
    agent.config_json["mcp"] = {"servers": [{"name": "office", "url": url} | changes]}
    agent.save()
    return agent


def at(agent, place=""):
    return f"{agent.get_absolute_url()}servers/{place}"


def look(desk, agent):
    return desk.post(at(agent, "office/look/"), follow=True)


def take(desk, tool, digest=None):
    address = at(tool.agent, f"tools/{tool.pk}/take/")
    return desk.post(address, {"digest": tool.digest if digest is None else digest})


def test_without_servers_the_page_says_where_they_are_named(desk, owner):
    assert "The config names no server." in desk.get(at(LivingFactory(owner=owner))).text


def test_a_server_that_was_not_asked_yet_says_so(desk, owner):
    page = desk.get(at(employed(owner))).text

    assert ("not asked yet" in page, "Look again" in page) == (True, True)


def test_looking_again_shows_what_it_offers(desk, owner, office):
    page = look(desk, employed(owner, office.url)).text

    assert "Looked at office again." in page
    assert "Open pull requests" in page
    assert "office__list_prs" in page
    assert "&quot;project&quot;: {" in page


def test_a_server_that_is_away_is_told_in_one_sentence(desk, owner, settings):
    settings.OUTBOUND_ALLOWED = ["http://127.0.0.1:1"]
    agent = employed(owner)

    answer = look(desk, agent)

    assert answer.status_code == 409
    error = ServerState.objects.get().error
    assert error
    assert error in desk.get(at(agent)).text


def test_a_server_that_the_config_does_not_name_is_not_asked(desk, owner):
    answer = desk.post(at(LivingFactory(owner=owner), "office/look/"))

    assert answer.status_code == 409
    assert "names no server office" in answer.text
    assert not ServerState.objects.exists()


def test_a_description_that_cannot_be_stored_is_kept_without_those_characters(desk, owner, office):
    agent = employed(owner, office.url)
    office.change("De\0letes")

    assert "Looked at office again." in look(desk, agent).text
    assert "\0" not in ServerTool.objects.get(name="list_prs").description


def test_a_changed_tool_is_off_until_it_is_taken_as_shown(desk, owner, office):
    agent = employed(owner, office.url)
    look(desk, agent)
    office.change("Deletes everything")
    look(desk, agent)
    tool = ServerTool.objects.get(name="list_prs")
    page = desk.get(at(agent)).text
    assert ("Deletes everything" in page, "It is new or changed" in page) == (True, True)

    answer = take(desk, tool)

    tool.refresh_from_db()
    assert (answer.status_code, tool.taken_digest) == (302, tool.digest)
    assert "It is new or changed" not in desk.get(at(agent)).text


@pytest.mark.parametrize("digest", ["", "0" * 64, "\0", "x" * 5_000])
def test_what_was_not_shown_is_not_taken(desk, owner, digest):
    tool = ServerToolFactory(agent=employed(owner), digest="1" * 64, taken_digest="2" * 64)

    answer = take(desk, tool, digest)

    tool.refresh_from_db()
    assert (answer.status_code, tool.taken_digest) == (409, "2" * 64)
    assert "The server says something else by now." in answer.text


def test_a_tool_that_is_gone_is_not_taken(desk, owner):
    tool = ServerToolFactory(agent=employed(owner), is_gone=True, taken_digest="")

    assert take(desk, tool).status_code == 409


def test_a_tool_of_another_agent_is_not_reached_through_an_own_one(desk, owner):
    tool = ServerToolFactory(agent=employed(owner))
    address = at(LivingFactory(owner=owner), f"tools/{tool.pk}/take/")

    assert desk.post(address, {"digest": tool.digest}).status_code == 404


def test_agents_of_others_are_not_there(owner, stranger):
    agent = employed(owner)
    tool, client = ServerToolFactory(agent=agent, taken_digest=""), signed_in(stranger)

    answers = [client.get(at(agent)), look(client, agent), take(client, tool)]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert not ServerState.objects.exists()


def test_what_a_server_says_is_shown_as_text(desk, owner):
    agent = employed(owner)
    ServerToolFactory(
        agent=agent,
        server="office",
        name=HOSTILE,
        description=HOSTILE,
        input_schema={"type": "object", "description": HOSTILE},
    )
    ServerState.objects.create(agent=agent, server="office", error=HOSTILE)

    page = desk.get(at(agent)).text

    assert "<script>alert" not in page
    assert "\\u{202e}" in page


def test_a_config_that_cannot_be_read_is_not_called_empty(desk, owner):
    agent = employed(owner)
    agent.config_json = {"broken": 1}
    agent.save()

    page = desk.get(at(agent)).text

    assert "The config cannot be read" in page
    assert "names no server" not in page
